-- AlterTable
ALTER TABLE "member" ALTER COLUMN "capacity" DROP NOT NULL;
