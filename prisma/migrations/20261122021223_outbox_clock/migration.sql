-- AlterTable
ALTER TABLE "outbox" ALTER COLUMN "created_at" SET DEFAULT clock_timestamp(),
ALTER COLUMN "due_at" SET DEFAULT clock_timestamp();
