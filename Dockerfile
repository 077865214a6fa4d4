# The image of azlog: the program, what it needs to run, and Node.js. Takes the role as argument:
#
#   docker build -t azlog-forwarder .
#   docker run --read-only -v azlog-data:/var/lib/azlog -v "$PWD/docker/config:/etc/azlog:ro" -e AZLOG_CONFIG=/etc/azlog/azlog.yaml azlog-forwarder
#
# It is built by BuildKit and by the builder before it.

FROM node:24-bookworm-slim AS build
# These lines are the same in docker/demo/Dockerfile, so that both images share the layer.
WORKDIR /build/azlog-forwarder
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund

# What runs. No package of it needs its install script: msgpackr-extract finds the binary that its own optional package brings.
# Source maps and type declarations are left out, since Node.js reads neither; they are a third of it.
WORKDIR /app
RUN cp /build/azlog-forwarder/package*.json . \
 && npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
 && rm package-lock.json node_modules/.package-lock.json \
 && find node_modules -type f '(' -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' ')' -delete

WORKDIR /build/azlog-forwarder
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY LICENSE /app/
# Files come with the modes of the checkout; where they were for its owner only, the user below could not read them.
RUN npm run build && mv dist /app/dist && npm run --silent sbom > /app/sbom.cdx.json && chmod -R a+rX /app

FROM node:24-bookworm-slim
# Numeric, so that Kubernetes can see that it is not root; by name only for those who look at a list of processes.
RUN groupadd --gid 10001 azlog && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/azlog --shell /usr/sbin/nologin azlog \
 && mkdir -p /var/lib/azlog /etc/azlog /run/secrets && chown 10001:10001 /var/lib/azlog
COPY --from=build /app /app

# The folder of the embedded queue, the only place that is written to. With Redis or PostgreSQL nothing is. A
# configuration below /etc has its queue there by default; the variable says the same where there is no file.
WORKDIR /var/lib/azlog
USER 10001:10001
ENV NODE_ENV=production \
    AZLOG_HTTP_HOST=0.0.0.0 \
    STATE_DIRECTORY=/var/lib/azlog
EXPOSE 9600
# The flags are those of the first line of src/main.ts, which says why.
ENTRYPOINT ["node", "--min-semi-space-size=8", "--max-semi-space-size=8", "--initial-heap-size=60", "--liftoff-only", "/app/dist/main.js"]
CMD ["run"]
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["node", "/app/dist/main.js", "health"]
RUN ["node", "/app/dist/main.js", "--version"]

ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="azlog-forwarder" \
      org.opencontainers.image.description="Reads Azure security logs and delivers them to a SIEM as CEF, LEEF, Windows XML, JSON or Snare over TCP/TLS syslog, with nothing lost" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="node:24-bookworm-slim"
