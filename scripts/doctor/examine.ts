/** All checks in the order of a request's way; what cannot be judged any more is not asked. */
import { checkAddress, checkCertificate } from './check-address';
import { checkFanOut } from './check-fan-out';
import { checkIdle, checkPolling, checkWebSocket, type Person } from './check-lines';
import { checkServer } from './check-server';
import { checkStaff, checkWorker, signIn, signOut, type Credentials } from './check-staff';
import { enterAsVisitor } from './check-visitor';
import type { Finding, Tell } from './finding';

export interface Examination {
  base: URL;
  siteKey?: string | undefined;
  credentials?: Credentials | undefined;
  /** Seconds of silence that connections have to survive. */
  idleSeconds?: number | undefined;
}

export async function examine(what: Examination, hear: Tell = () => {}): Promise<Finding[]> {
  const findings: Finding[] = [];
  const tell: Tell = (finding) => {
    findings.push(finding);
    hear(finding);
  };
  await run(what, tell);
  return findings;
}

async function run(what: Examination, tell: Tell): Promise<void> {
  const { base, siteKey, credentials, idleSeconds } = what;
  const addresses = await checkAddress(base, tell);
  if (!addresses || !(await checkCertificate(base, tell))) return;
  if (!(await checkServer(base, tell))) return;

  const visitor = await enterAsVisitor(base, siteKey, tell);
  const member = await signIn(base, credentials, tell);
  const asVisitor: Person | null = visitor && {
    token: visitor.token,
    headers: { origin: base.origin },
  };
  const anybody = asVisitor ?? member;
  const webSocket = await checkWebSocket(base, anybody, tell);
  if (asVisitor) await checkPolling(base, asVisitor, tell);
  if (member) await checkStaff(base, member, addresses, tell);
  const fanOut =
    asVisitor && (await checkFanOut(base, asVisitor, webSocket ? 'websocket' : 'polling', tell));
  if (member && fanOut) await checkWorker(base, member, fanOut.conversationId, tell);
  if (anybody && idleSeconds !== undefined) await checkIdle(base, anybody, idleSeconds, tell);
  if (fanOut) {
    tell({
      check: 'left',
      verdict: 'skipped',
      text: `Left behind: conversation ${fanOut.conversationId}${member ? ', resolved' : ' in the inbox'}.`,
    });
  }
  if (member) await signOut(base, member, tell);
}
