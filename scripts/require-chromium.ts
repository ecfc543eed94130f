import { findChromium } from './find-chromium';
import { requireProgram } from './require-program';

/** Debian and root: installs it. Elsewhere: throws with the one line that says what to install. */
export function requireChromium(): void {
  requireProgram('chromium', findChromium);
}
