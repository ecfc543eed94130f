-- AlterTable
ALTER TABLE "member" ADD COLUMN     "capacity" INTEGER NOT NULL DEFAULT 5;

-- An index that the schema language cannot say. Prisma leaves it alone in later differences.

-- What the live dashboard counts every second, and the longest waiting: of open conversations alone.
CREATE INDEX "conversation_open_idx" ON "conversation" ("workspace_id", "waiting_since", "id")
  INCLUDE ("site_id", "assignee_id") WHERE "status" = 'open';
