import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Interaction, type Provider } from 'oidc-provider';
import { isAppName, type AppName } from '../domain/apps.ts';
import { identityErrors } from '../domain/errors.ts';

type Raw = { request: { raw: IncomingMessage }; reply: { raw: ServerResponse } };

/**
 * The sign-in that the browser is in the middle of.
 * @throws identity.sign-in-expired when there is none, or it is another one than the page is of
 */
export async function currentInteraction(
  provider: Provider,
  { request, reply }: Raw,
  uid: string,
): Promise<{ interaction: Interaction; app: AppName }> {
  if (uid === 'failed') throw identityErrors.signInFailed();
  let interaction: Interaction;
  try {
    interaction = await provider.interactionDetails(request.raw, reply.raw);
  } catch (error) {
    if (error instanceof errors.SessionNotFound) throw identityErrors.signInExpired();
    throw error;
  }
  const app = interaction.params['client_id'];
  if (interaction.uid !== uid || !isAppName(app)) throw identityErrors.signInExpired();
  return { interaction, app };
}

/** Says who signed in; the address at which the provider goes on. */
export async function finishInteraction(
  provider: Provider,
  interaction: Interaction,
  accountId: string,
): Promise<string> {
  const before = interaction.session;
  if (before && before.accountId !== accountId) {
    // Somebody else used this browser a moment ago. Their session at the provider ends here, or the provider would stop and
    // ask about it on a page of its own.
    const session = await provider.Session.findByUid(before.uid);
    await session?.destroy();
    interaction.session = undefined;
  }
  interaction.result = { login: { accountId, remember: false, amr: ['pwd'] } };
  await interaction.persist();
  return interaction.returnTo;
}

/** Ends the provider's own session of this browser, when it is of this account. */
export async function endProviderSession(
  provider: Provider,
  { request, reply }: Raw,
  accountId: string,
): Promise<void> {
  const session = await provider.Session.get(provider.createContext(request.raw, reply.raw) as never);
  if (session.accountId === accountId) await session.destroy();
}
