-- AlterTable
ALTER TABLE "notification_delivery" ADD COLUMN     "device_id" UUID;

-- CreateTable
CREATE TABLE "push_device" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "session_id" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "p256dh" TEXT NOT NULL,
    "auth" TEXT NOT NULL,
    "user_agent" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "confirmed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "push_device_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "push_device_endpoint_key" ON "push_device"("endpoint");

-- CreateIndex
CREATE INDEX "push_device_member_id_idx" ON "push_device"("member_id");

-- CreateIndex
CREATE INDEX "push_device_session_id_idx" ON "push_device"("session_id");

-- AddForeignKey
ALTER TABLE "push_device" ADD CONSTRAINT "push_device_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "push_device" ADD CONSTRAINT "push_device_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- Of one notification, channel and device at most one row waits unclaimed.
DROP INDEX "notification_delivery_waiting_key";
CREATE UNIQUE INDEX "notification_delivery_waiting_key"
  ON "notification_delivery" ("notification_id", "channel", coalesce("device_id", "notification_id"))
  WHERE "state" = 'queued' AND "claimed_until" IS NULL;
