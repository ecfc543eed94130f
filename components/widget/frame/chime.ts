/** Two soft tones for a new message. Off until the visitor turns it on; no file to fetch. */
const NAME = 'switchboard:sound';
let context: AudioContext | null = null;

export function soundIsOn(): boolean {
  try {
    return localStorage.getItem(NAME) === 'on';
  } catch {
    return false;
  }
}

/** Call from a click: browsers let sound start only then. */
export function setSound(on: boolean): void {
  try {
    localStorage.setItem(NAME, on ? 'on' : 'off');
  } catch {
    // Storage refused: the choice lasts as long as the page.
  }
  if (on) chime();
}

export function chime(): void {
  context ??= new AudioContext();
  const audio = context;
  if (audio.state === 'suspended') void audio.resume();
  [660, 880].forEach((frequency, index) => {
    const start = audio.currentTime + index * 0.11;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.08, start + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.28);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.3);
  });
}
