import { useEffect } from 'preact/hooks';
import type { RetentionPolicy } from '../../../lib/protocol/keeping-shapes.ts';
import { ConnectionBanner } from '../../sidepanel/views/connection-banner.tsx';
import { RetentionModel } from '../models/retention-model.ts';
import { NextSweep } from '../views/next-sweep.tsx';
import { ReadingView } from '../views/reading-view.tsx';
import { type Rule, RuleRow } from '../views/rule-row.tsx';
import { Group, SavedMark, type SectionProps } from '../views/section.tsx';
import { SweepLogView } from '../views/sweep-log-view.tsx';
import '../keeping.css';

/** The numbers are those of the specification. */
const RULES: readonly (Rule & { readonly key: keyof RetentionPolicy })[] = [
  {
    key: 'snapshotDays',
    title: 'Remove old snapshots',
    hint: 'Panel states you can return to. Starred ones stay, however old.',
    usualDays: 30,
  },
  {
    key: 'analyticsDays',
    title: 'Remove old usage statistics',
    hint: 'Which model was used when, for how many tokens and how long. The cost of each reply stays with the reply.',
    usualDays: 90,
  },
  {
    key: 'trashDays',
    title: 'Empty the trash',
    hint: 'Sessions you deleted, with their messages, snapshots and drafts. The days count from the deletion.',
    usualDays: 30,
  },
];

export function RetentionSection({ options }: SectionProps) {
  const { connection, saved, clock } = options;
  const retention = options.modelOf(RetentionModel);
  // What is old changes with the time alone.
  useEffect(() => void retention.readPreview(), [retention]);
  return (
    <>
      <p class="section-intro">
        Once a day, a sweep removes what is older than you set here. Messages in sessions you did not delete are never
        removed. <SavedMark place="retention" saved={saved} />
      </p>
      {connection.isAway.value ? (
        <ConnectionBanner connection={connection.connection.value} />
      ) : (
        <>
          <Group title="Rules">
            <ReadingView remote={retention.policy.value} again={retention.readPolicyAgain}>
              {({ policy }) =>
                RULES.map(({ key, ...rule }) => (
                  <RuleRow
                    key={key}
                    rule={rule}
                    days={policy[key]}
                    onChange={(days) => void retention.setRule(key, days)}
                  />
                ))
              }
            </ReadingView>
          </Group>
          <NextSweep retention={retention} clock={clock} />
          <SweepLogView log={retention.log} clock={clock} />
        </>
      )}
    </>
  );
}
