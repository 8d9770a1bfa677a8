import { PROTOCOL_VERSION } from '../../../lib/protocol/limits.ts';
import { refusingHello } from '../refusing-hello.ts';

// Answers as a host does to an extension of the next protocol.
refusingHello({ hostVersion: '0.0.9', extensionProtocol: PROTOCOL_VERSION + 1 });
