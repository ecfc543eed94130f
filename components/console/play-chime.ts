let context: AudioContext | undefined;

/** Two soft tones, made on the spot: no file to fetch. Silent where the browser refuses audio. */
export function playChime(): void {
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  for (const [pitch, delay] of [
    [784, 0],
    [1047, 0.09],
  ] as const) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const start = currentTime + delay;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.07, start + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.28);
    tone.connect(volume).connect(destination);
    tone.start(start);
    tone.stop(start + 0.3);
  }
}
