# The bot alone: a static binary, certificate authorities, no shell. See "Keep it running" in the
# README for how to run it.
#
#   docker build --build-arg VERSION=$(git describe --tags --always) -t onaybot .

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN make static VERSION="$VERSION" BIN=/out/onaybot && mkdir /out/data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/onaybot /onaybot
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
WORKDIR /data
VOLUME /data
# There is no /tmp: what is written for a while goes to the volume, all else is read-only.
ENV TMPDIR=/data
# Needs metrics.listen, such as 127.0.0.1:9090.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["/onaybot", "health", "--config", "/data/onaybot.yaml"]
ENTRYPOINT ["/onaybot"]
CMD ["run", "--config", "/data/onaybot.yaml"]
