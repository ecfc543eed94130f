/** Version of the wire contract in docs/protocol.md (VER-1). */
export const PROTOCOL_VERSION = 1;
