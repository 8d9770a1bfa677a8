import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INSTALLATION_CHECKS } from '../../native-host/doctor/installation/examine-installation.ts';
import { withTroubleshooting } from '../../scripts/install-docs.ts';

const document = readFileSync(join(import.meta.dirname, '../../docs/install.md'), 'utf8').replaceAll('\r\n', '\n');

describe('withTroubleshooting', () => {
  it('is what docs/install.md holds', () => {
    expect(withTroubleshooting(document)).toBe(document);
  });

  it('has a row for each thing that the doctor can say, with what to do', () => {
    const text = withTroubleshooting('<!-- doctor: x -->\nold\n<!-- /doctor -->\n', [
      {
        ...{ name: 'light', about: 'the light', examine: () => [] },
        faults: {
          off: { says: 'it is off in {room}', cure: 'On | off.' },
          dim: { says: 'dim', cure: 'Wait.', isNote: true },
        },
      },
    ]);
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.map((row) => row.replaceAll(/ +/g, ' ')).slice(2)).toEqual([
      '| **light**: the light | `!!` | it is off in *room* | On \\| off. |',
      '| | `--` | dim | Wait. |',
    ]);
    expect(text).not.toContain('old');
  });

  it('leaves no fault without words of what to do', () => {
    const faults = INSTALLATION_CHECKS.flatMap((check) => Object.values(check.faults));
    expect(faults.filter(({ says, cure }) => says === '' || cure === '')).toEqual([]);
    expect(() => withTroubleshooting('text')).toThrow('no place');
  });
});
