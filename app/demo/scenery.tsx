/** The shop's pictures, drawn here: nothing is fetched from elsewhere. */
import type { Product } from './products';

export function FjordScene({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 -60 1200 620"
      preserveAspectRatio="xMidYMax slice"
      className={className}
      role="img"
      aria-label="A fjord between wooded hills at first light"
    >
      <defs>
        <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#cfe0dc" />
          <stop offset=".55" stopColor="#f3e3cf" />
          <stop offset="1" stopColor="#f0cfae" />
        </linearGradient>
        <linearGradient id="water" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#e9c9a8" />
          <stop offset="1" stopColor="#8fb0a8" />
        </linearGradient>
      </defs>
      <rect y="-60" width="1200" height="620" fill="url(#sky)" />
      <circle cx="735" cy="236" r="46" fill="#fff3df" />
      <path
        d="M0 320 170 236l90 46 130-86 150 104 110-50 120 66 150-130 150 110 130-46v250H0Z"
        fill="#a9c0b9"
      />
      <path
        d="M0 362 140 300l120 50 110-60 150 84 60-16 90 22 180-92 120 58 110-40 120 54v100H0Z"
        fill="#7b9d93"
      />
      <path d="M0 392h1200v168H0Z" fill="url(#water)" />
      <path
        d="M640 420h190M600 446h270M660 474h150M570 502h330"
        stroke="#fff1dc"
        strokeWidth="5"
        strokeLinecap="round"
        opacity=".55"
      />
      <path
        d="M0 420c120-46 250-40 380 6 60 22 90 60 20 70C260 514 120 500 0 520Z"
        fill="#3f6357"
      />
      <path
        d="M1200 404c-90-34-210-30-300 18-50 28-40 56 24 62 100 10 190 4 276 20Z"
        fill="#4a7063"
      />
      {[40, 92, 138, 196, 244, 300].map((x, index) => (
        <Spruce key={x} x={x} y={486 - (index % 3) * 10} height={76 + ((index * 37) % 44)} />
      ))}
      {[980, 1030, 1084, 1140, 1180].map((x, index) => (
        <Spruce key={x} x={x} y={446 - (index % 2) * 14} height={96 + ((index * 29) % 54)} />
      ))}
      <path d="M0 508c220-30 420 10 620 16s400-34 580-16v52H0Z" fill="#26463b" />
      <g fill="#d9663c">
        <path d="m520 512 44-74 44 74Z" />
        <path d="m564 438 44 74h-30Z" fill="#b84f2a" />
      </g>
    </svg>
  );
}

function Spruce({ x, y, height }: { x: number; y: number; height: number }) {
  const half = height * 0.24;
  const tier = (from: number, to: number, width: number) =>
    `M${x} ${y - height * from} L${x + half * width} ${y - height * to} H${x - half * width}Z`;
  return (
    <g fill="#2b5044">
      <rect x={x - 3} y={y - height * 0.08} width="6" height={height * 0.12} fill="#4b3a2c" />
      <path d={tier(1, 0.62, 0.56)} />
      <path d={tier(0.78, 0.36, 0.8)} />
      <path d={tier(0.52, 0.06, 1)} />
    </g>
  );
}

const TINTS = {
  fern: ['#dfe7d8', '#3c6150', '#2a483b', '#c98f4e'],
  dusk: ['#e3e2ea', '#c8643c', '#a34b29', '#f0c492'],
  clay: ['#f0e0d2', '#7d8f8b', '#5d706c', '#c7693f'],
} as const;

export function ProductArt({ product, className }: { product: Product; className?: string }) {
  const [ground, main, shade, detail] = TINTS[product.tint];
  return (
    <svg
      viewBox="0 0 400 400"
      className={className}
      role="img"
      aria-label={`${product.name}, ${product.kind.toLowerCase()}`}
    >
      <rect width="400" height="400" fill={ground} />
      <ellipse cx="200" cy="334" rx="118" ry="13" fill={shade} opacity=".18" />
      {product.art === 'pack' ? (
        <g>
          <path
            d="M152 112c0-34 18-52 48-52s48 18 48 52"
            fill="none"
            stroke={shade}
            strokeWidth="11"
            strokeLinecap="round"
          />
          <path
            d="M112 326c-8-70-6-138 12-184 10-26 34-40 76-40s66 14 76 40c18 46 20 114 12 184-1 8-8 14-16 14H128c-8 0-15-6-16-14Z"
            fill={main}
          />
          <path
            d="M118 176c24 16 52 22 82 22s58-6 82-22l-2-16c-8-38-32-58-80-58s-72 20-80 58Z"
            fill={shade}
          />
          <path
            d="M140 236h120v70a14 14 0 0 1-14 14h-92a14 14 0 0 1-14-14Z"
            fill={shade}
            opacity=".55"
          />
          <path d="M140 252h120" stroke={detail} strokeWidth="5" />
          <rect x="166" y="180" width="11" height="66" rx="3" fill={detail} />
          <rect x="223" y="180" width="11" height="66" rx="3" fill={detail} />
          <path
            d="M104 230c-16 10-20 62-12 92l18 4M296 230c16 10 20 62 12 92l-18 4"
            fill="none"
            stroke={shade}
            strokeWidth="9"
            strokeLinecap="round"
          />
        </g>
      ) : product.art === 'tent' ? (
        <g>
          <path d="M48 328 196 122l156 206Z" fill={main} />
          <path d="M196 122 352 328H236Z" fill={shade} />
          <path d="m196 122-62 206h92Z" fill={detail} />
          <path d="M196 122 160 328h36Z" fill={shade} opacity=".8" />
          <path
            d="M196 122v-18M48 328l-22 10M352 328l22 10"
            stroke={shade}
            strokeWidth="5"
            strokeLinecap="round"
          />
          <circle cx="306" cy="104" r="26" fill="#fff8ec" />
        </g>
      ) : (
        <g>
          <rect x="148" y="134" width="104" height="200" rx="22" fill={main} />
          <path d="M214 134h16a22 22 0 0 1 22 22v156a22 22 0 0 1-22 22h-16Z" fill={shade} />
          <rect x="160" y="78" width="80" height="52" rx="12" fill={detail} />
          <rect x="154" y="124" width="92" height="14" rx="6" fill={shade} />
          <path
            d="M174 236c14-26 24-26 34-8 7-11 14-9 22 8"
            fill="none"
            stroke="#fff8ec"
            strokeWidth="5"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
          <path d="M166 164v60" stroke="#fff" strokeWidth="7" strokeLinecap="round" opacity=".35" />
        </g>
      )}
    </svg>
  );
}
