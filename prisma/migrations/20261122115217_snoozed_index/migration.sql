-- An index that the schema language cannot say. Prisma leaves it alone in later differences.

-- Whose snooze is over, asked every second: of the rows of all inboxes few are snoozed.
CREATE INDEX "notification_snoozed_idx" ON "notification" ("snoozed_until")
  WHERE "snoozed_until" IS NOT NULL;
DROP INDEX "notification_snoozed_until_idx";
