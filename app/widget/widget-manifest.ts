/** What scripts/build-widget.ts leaves in `.widget/manifest.json`. File names carry a hash, except `embed.js`. */
export interface WidgetAsset {
  file: string;
  type: string;
  /** Of the plain content, without quotes. */
  etag: string;
  bytes: number;
  gzipBytes: number;
}

export interface WidgetManifest {
  /** Script of the frame. */
  entry: string;
  /** Chunks that the entry needs at once. */
  preload: string[];
  styles: string;
  assets: WidgetAsset[];
}
