import { PROTOCOL_VERSION } from '../../../lib/protocol/limits.ts';
import { refusingHello } from '../refusing-hello.ts';

// Answers as a host does to an extension of the protocol before its own.
refusingHello({ hostVersion: '9.0.0', extensionProtocol: PROTOCOL_VERSION - 1 });
