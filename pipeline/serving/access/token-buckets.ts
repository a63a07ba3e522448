/** Limits the requests of each client. */
export interface TokenBuckets {
  /** Takes a token of *client*; returns 0, or the seconds until there is one if it has none. */
  take(client: string): number;
}

/** The clients that are remembered; those that came before others have full buckets by then, or start with one. */
const maxClients = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * Returns buckets that fill by *perSecond* tokens a second up to *burst*. *now* is a clock in seconds. The client that was added first is forgotten
 * when there are too many: memory stays bounded, whoever connects.
 */
export function tokenBuckets(
  perSecond: number,
  burst: number,
  now = () => performance.now() / 1000
): TokenBuckets {
  const buckets = new Map<string, Bucket>();
  return {
    take(client) {
      const at = now();
      const bucket = buckets.get(client) ?? {tokens: burst, at};
      if (!buckets.has(client) && buckets.size >= maxClients)
        buckets.delete(buckets.keys().next().value!);
      bucket.tokens = Math.min(burst, bucket.tokens + (at - bucket.at) * perSecond);
      bucket.at = at;
      buckets.set(client, bucket);
      if (bucket.tokens < 1) return (1 - bucket.tokens) / perSecond;
      bucket.tokens -= 1;
      return 0;
    }
  };
}
