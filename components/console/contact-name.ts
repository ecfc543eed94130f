/** Anonymous people get a name that stays: the same visitor is "Visitor 3F2A" everywhere. */
export function contactName(contact: { id: string; name: string | null }): string {
  return contact.name ?? `Visitor ${contact.id.replaceAll('-', '').slice(-4).toUpperCase()}`;
}
