-- CreateEnum
CREATE TYPE "delivery_state" AS ENUM ('queued', 'sent', 'delivered', 'failed', 'skipped');

-- CreateTable
CREATE TABLE "notification_delivery" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "notification_id" UUID NOT NULL,
    "recipient_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "state" "delivery_state" NOT NULL DEFAULT 'queued',
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "batch_id" UUID,
    "claimed_until" TIMESTAMPTZ(3),
    "provider_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "notification_delivery_workspace_id_created_at_id_idx" ON "notification_delivery"("workspace_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "notification_delivery_notification_id_idx" ON "notification_delivery"("notification_id");

-- CreateIndex
CREATE INDEX "notification_delivery_settled_at_idx" ON "notification_delivery"("settled_at");


-- Indexes that the schema language cannot say. Prisma leaves them alone in later differences.

-- A further event joins what waits already; what is in the hands of a worker says what was known before.
CREATE UNIQUE INDEX "notification_delivery_waiting_key"
  ON "notification_delivery" ("notification_id", "channel")
  WHERE "state" = 'queued' AND "claimed_until" IS NULL;

-- What is due, and all that waits for one person.
CREATE INDEX "notification_delivery_due_idx"
  ON "notification_delivery" ("channel", "not_before") WHERE "state" = 'queued';
CREATE INDEX "notification_delivery_waiting_idx"
  ON "notification_delivery" ("recipient_id", "channel", "not_before") WHERE "state" = 'queued';
