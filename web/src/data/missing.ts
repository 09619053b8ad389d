// What is not here, as far as the review says it: a later key, read with care, so that a review without it and one with
// more than this page knows are both shown.

export interface Missing {
  heading: string;
  items: { what: string; why: string }[];
}

/** Items under their headings, in the order of the review. */
export function missingOf(review: unknown): Missing[] {
  const list = (review as { missing?: unknown } | null)?.missing;
  if (!Array.isArray(list)) return [];
  const by = new Map<string, Missing>();
  for (const item of list as Record<string, unknown>[]) {
    const text = (key: string) => (typeof item?.[key] === 'string' ? (item[key] as string) : '');
    if (!text('what')) continue;
    const heading = text('heading') || text('kind_words') || text('kind').replace(/_/g, ' ');
    const group = by.get(heading) ?? { heading, items: [] };
    group.items.push({ what: text('what'), why: text('why') });
    by.set(heading, group);
  }
  return [...by.values()];
}
