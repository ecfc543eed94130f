-- An index that the schema language cannot say. Prisma leaves it alone in later differences.

-- What the live dashboard counts every second, and the longest waiting: of open conversations, and of
-- snoozed ones those that wait for an answer. With it one scan of the index answers.
DROP INDEX "conversation_open_idx";
CREATE INDEX "conversation_live_idx" ON "conversation" ("workspace_id", "waiting_since", "id")
  INCLUDE ("site_id", "assignee_id", "status") WHERE "status" = 'open' OR "waiting_since" IS NOT NULL;
