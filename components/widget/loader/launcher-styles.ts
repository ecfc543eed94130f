/**
 * The whole look of what stands on the customer's page: launcher and the frame's place. It lives in
 * a shadow root as a constructed sheet, which a strict Content-Security-Policy leaves alone.
 */
export const launcherStyles = `
:host{all:initial!important;--c:#4353ff;--o:#fff;--side:auto;--other:20px}
:host(.bell){color:inherit!important;display:block!important;position:relative!important;width:40px!important;height:40px!important}
*{box-sizing:border-box}
button{all:unset;box-sizing:border-box;position:fixed;bottom:20px;left:var(--side);right:var(--other);z-index:2147483000;width:56px;height:56px;border-radius:50%;background:var(--c);color:var(--o);cursor:pointer;display:flex;align-items:center;justify-content:center;box-shadow:0 1px 3px rgba(10,12,20,.18),0 6px 20px rgba(10,12,20,.22);transition:transform .15s cubic-bezier(.2,.7,.2,1),opacity .2s;-webkit-tap-highlight-color:transparent}
:host(.bell) button{position:static;width:40px;height:40px;background:none;color:inherit;box-shadow:none}
button:hover{transform:scale(1.05)}
button:active{transform:scale(.96)}
button:focus-visible{outline:2px solid var(--c);outline-offset:3px;box-shadow:0 0 0 3px #fff}
svg{position:absolute;width:28px;height:28px;transition:opacity .15s,transform .15s cubic-bezier(.2,.7,.2,1)}
.x{opacity:0;transform:rotate(-60deg) scale(.6)}
[aria-expanded=true] .x{opacity:1;transform:none}
[aria-expanded=true] .m{opacity:0;transform:rotate(60deg) scale(.6)}
b{position:absolute;top:-4px;right:-4px;min-width:22px;height:22px;padding:0 6px;border-radius:11px;background:#d92d20;color:#fff;font:600 12px/22px system-ui,sans-serif;text-align:center;box-shadow:0 0 0 2px #fff}
:host(.bell) b{transform:scale(.8);box-shadow:none}
.b{width:24px}
[hidden]{display:none!important}
iframe{position:fixed;bottom:92px;left:var(--side);right:var(--other);z-index:2147483001;width:376px;height:min(640px,calc(100vh - 112px));max-height:85vh;border:0;border-radius:16px;background:transparent;box-shadow:0 0 0 1px rgba(10,12,20,.07),0 12px 40px rgba(10,12,20,.22);visibility:hidden;opacity:0;transform:translateY(8px);transition:opacity .16s,transform .16s cubic-bezier(.2,.7,.2,1),visibility 0s .16s;color-scheme:normal}
iframe.on{visibility:visible;opacity:1;transform:none;transition-delay:0s}
.full iframe{inset:0;width:100%;height:100%;height:100dvh;max-height:none;border-radius:0;box-shadow:none;transform:none}
.full [aria-expanded=true]{visibility:hidden}
@media (max-height:560px){iframe{max-height:calc(100vh - 100px)}}
@media (prefers-reduced-motion:reduce){*{transition:none!important}}
@media print{button,iframe{display:none!important}}
`;
