# The image of codearts-mock: one static binary and its licence, without a shell, a user database or a C library.
#
#   from source, needs only a builder:           docker build --build-arg VERSION=0.1.0 --tag codearts-mock .
#   around a binary that is already built:       docker build --target prebuilt --build-arg VERSION=0.1.0 --tag codearts-mock .
#
# The second needs no base image and no network. `benches/release` builds its binary.
#
# Use the docker image format (`buildah bud --format docker`): the OCI format does not have HEALTHCHECK.

ARG RUST_IMAGE=docker.io/library/rust:1.95-slim-bookworm

# Everything but the binary, shared by both targets. A builder runs only the stages that its target needs.
FROM scratch AS described

ARG VERSION=dev
LABEL org.opencontainers.image.title="codearts-mock" \
      org.opencontainers.image.description="A mock server for the permission APIs of Huawei Cloud CodeArts" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0" \
      org.opencontainers.image.version="${VERSION}"

# The mode is set because under a strict umask a checkout has files that only root can read.
COPY --chmod=0644 LICENSE /LICENSE

# By default the program listens on loopback, which nothing outside the container can reach. `::` accepts IPv4 too;
# where the kernel has no IPv6, the program falls back to IPv4 alone.
ENV CODEARTS_MOCK_HOST=::

# Only one port: GitLab waits for every port exposed here.
EXPOSE 2633

# A number, because there is no /etc/passwd for a name, and because runAsNonRoot of Kubernetes accepts only numbers.
USER 65532:65532

STOPSIGNAL SIGTERM

# In exec form, because there is no shell. The binary reads the same variables as the server, so it finds a changed port.
# --start-interval is left out because Debian's Buildah refuses it.
HEALTHCHECK --interval=1s --timeout=3s --retries=5 CMD ["/codearts-mock", "healthcheck"]

ENTRYPOINT ["/codearts-mock"]


FROM described AS prebuilt

ARG BINARY=target/x86_64-unknown-linux-gnu/release/codearts-mock
# The mode is set because artefacts lose theirs between CI jobs.
COPY --chmod=0755 ${BINARY} /codearts-mock


FROM ${RUST_IMAGE} AS build

WORKDIR /source
# llvm-profdata, for profile-guided optimisation.
RUN rustup component add llvm-tools
COPY . .
RUN benches/release && cp target/*/release/codearts-mock /codearts-mock


FROM described AS final

COPY --chmod=0755 --from=build /codearts-mock /codearts-mock
