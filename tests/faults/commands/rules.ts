import { MESSAGE_RULES } from './message-rules.ts';
import { type ChangeRequest, draftOf, type HostMemory, type Model, type ModelledChange, timeOf } from './model.ts';
import { type Effect, type Rule, type Rules, sessionIn } from './rule.ts';
import { SESSION_RULES } from './session-rules.ts';
import { SNAPSHOT_RULES } from './snapshot-rules.ts';

/** What a host has to do with a change. Throws `Refusal` where it has to refuse it. */
export function checkChange(model: Model, request: ChangeRequest, host: HostMemory): Effect {
  const rule = RULES[request.method] as Rule<never>;
  const params = request.params as never;
  const key = request.method === 'analytics/record' ? (request.params['id'] ?? request.requestId) : request.requestId;
  if (model.requests.has(String(key))) {
    const answer = rule.current(model, params);
    return { commit: () => answer };
  }
  const effect = rule.check(model, params, host);
  return {
    ...effect,
    commit() {
      model.requests.add(String(key));
      return effect.commit();
    },
  };
}

const RULES: Rules<ModelledChange> = {
  ...SESSION_RULES,
  ...MESSAGE_RULES,
  ...SNAPSHOT_RULES,

  'drafts/set': {
    check(model, draft) {
      if (draft.sessionId !== null) sessionIn(model, draft.sessionId);
      return {
        commit() {
          if (draft.updatedAt >= draftOf(model, draft.sessionId).updatedAt) model.drafts.set(draft.sessionId, draft);
          return { draft: draftOf(model, draft.sessionId) };
        },
      };
    },
    current: (model, { sessionId }) => ({ draft: draftOf(model, sessionId) }),
  },

  'analytics/record': {
    check: (model, { eventType, sessionId = null, cost = null, durationMs = null }) => ({
      commit() {
        const unknown = { promptTokens: null, completionTokens: null };
        model.events.push({ timestamp: timeOf(model.nowMs), eventType, sessionId, ...unknown, cost, durationMs });
        return {};
      },
    }),
    current: () => ({}),
  },

  'preferences/mirror': {
    check: (model, { profileId, values }) => ({
      commit() {
        for (const [key, { value, updatedAt }] of Object.entries(values)) {
          const place = `${profileId} ${key}`;
          const kept = model.preferences.get(place);
          if (kept && kept.updatedAt > updatedAt) continue;
          model.preferences.set(place, { profileId, key, value, updatedAt });
        }
        return {};
      },
    }),
    current: () => ({}),
  },

  'retention/set-policy': {
    check: (model, policy) => ({
      commit() {
        model.policy = policy;
        return { policy };
      },
    }),
    current: (model) => ({ policy: model.policy }),
  },
};
