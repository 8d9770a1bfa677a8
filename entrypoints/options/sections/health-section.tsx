import { ConnectionBanner } from '../../sidepanel/views/connection-banner.tsx';
import { HealthModel } from '../models/health-model.ts';
import { ChecksView } from '../views/checks-view.tsx';
import { DamageView } from '../views/damage-view.tsx';
import { ReadingView } from '../views/reading-view.tsx';
import { Group, type SectionProps } from '../views/section.tsx';
import '../keeping.css';

export function HealthSection({ options: { connection, clock, modelOf } }: SectionProps) {
  const health = modelOf(HealthModel);
  return (
    <>
      <p class="section-intro">
        Checks that the store is intact and consistent. It only looks; you can keep writing meanwhile.
      </p>
      {connection.isAway.value ? (
        <ConnectionBanner connection={connection.connection.value} />
      ) : (
        <>
          <ChecksView health={health} clock={clock} isEmbedded={connection.isEmbedded.value} />
          <Group title="Damage">
            <ReadingView remote={health.damage.value} again={health.readDamageAgain}>
              {({ damage }) => <DamageView damage={damage} />}
            </ReadingView>
          </Group>
        </>
      )}
    </>
  );
}
