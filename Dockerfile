# One node, for production: built here, run by an ordinary user with what it needs at run time and nothing else.
# It needs DATABASE_URL and AUTH_SECRET (README.md lists the rest). It applies no migrations at start:
#
#   docker run --rm -e DATABASE_URL -e AUTH_SECRET switchboard node --import tsx scripts/db-migrate.ts

FROM node:24-bookworm-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma prisma
RUN npm ci
COPY . .
RUN npm run build
# Run time only. The database server and the tools of the build have no work in the image.
RUN npm prune --omit=dev --ignore-scripts \
  && sh deploy/slim-node-modules.sh \
  && rm -rf .next/cache

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/package.json /app/tsconfig.json /app/next.config.ts /app/server.ts ./
COPY --from=build /app/lib lib
COPY --from=build /app/prisma prisma
COPY --from=build /app/scripts/db-migrate.ts /app/scripts/load-environment.ts /app/scripts/run.ts scripts/
COPY --from=build /app/.next .next
COPY --from=build /app/.widget .widget
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "tsx", "server.ts"]
