/** `npm run check`: everything that can be told without running the code. */
import { runChecks } from './run-checks';

const { failed } = await runChecks();
process.exitCode = failed > 0 ? 1 : 0;
