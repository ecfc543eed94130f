/** Programs that sign an identity, ready to paste, with the site's key filled in. */
export interface SigningSample {
  value: 'node' | 'python' | 'page';
  label: string;
  code: string;
}

export const signingSamples = (siteKey: string): SigningSample[] => [
  {
    value: 'node',
    label: 'Node.js',
    code: `// npm install jose
import { SignJWT } from 'jose';

const secret = new TextEncoder().encode(process.env.SWITCHBOARD_IDENTITY_SECRET);

export function signIdentity(user) {
  return new SignJWT({ name: user.name, email: user.email })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(String(user.id))
    .setAudience('${siteKey}')
    .setExpirationTime('1h')
    .sign(secret);
}`,
  },
  {
    value: 'python',
    label: 'Python',
    code: `# pip install pyjwt
import os, time
import jwt

def sign_identity(user):
    return jwt.encode(
        {
            "sub": str(user.id),
            "aud": "${siteKey}",
            "exp": int(time.time()) + 3600,
            "name": user.name,
            "email": user.email,
        },
        os.environ["SWITCHBOARD_IDENTITY_SECRET"],
        algorithm="HS256",
    )`,
  },
  {
    value: 'page',
    label: 'Your page',
    code: `<script>
  window.Switchboard ??= function () { (Switchboard.q ??= []).push(arguments); };
  Switchboard('identify', 'WHAT YOUR SERVER SIGNED');
  // When the person signs out of your site:
  // Switchboard('logout');
</script>`,
  },
];
