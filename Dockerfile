# The image of codearts-mock: one static binary and its licence. There is no shell, no user database and no C library in it.
#
#   from source, nothing needed but a builder:   docker build --build-arg VERSION=0.1.0 --tag codearts-mock .
#   around a binary that is already built:       docker build --target prebuilt --build-arg VERSION=0.1.0 --tag codearts-mock .
#
# The second needs no base image and no network. Its binary is made by `benches/release`.
#
# Build the docker image format (`buildah bud --format docker`): the OCI format has no place for HEALTHCHECK.

ARG RUST_IMAGE=docker.io/library/rust:1.95-slim-bookworm

# All but the binary, shared by both ways. A builder runs only the stages that its target needs.
FROM scratch AS described

ARG VERSION=dev
LABEL org.opencontainers.image.title="codearts-mock" \
      org.opencontainers.image.description="A mock server for the permission APIs of Huawei Cloud CodeArts" \
      org.opencontainers.image.source="https://example.invalid/codearts-mock" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0" \
      org.opencontainers.image.version="${VERSION}"

# The mode is set because a checkout under a strict umask would make files that only root can read.
COPY --chmod=0644 LICENSE /LICENSE

# The program listens on loopback by default, which nobody outside the container could reach. `::` takes IPv4 as well,
# and the program falls back to IPv4 alone where the kernel has no IPv6.
ENV CODEARTS_MOCK_HOST=::

# One port and no other: GitLab waits for every port named here.
EXPOSE 2633

# A number, because there is no /etc/passwd to look a name up in, and because Kubernetes' runAsNonRoot trusts only numbers.
USER 65532:65532

STOPSIGNAL SIGTERM

# In exec form, for want of a shell. The binary reads the same variables as the server, so that it finds a changed port.
# There is no --start-interval: Debian's Buildah refuses the flag.
HEALTHCHECK --interval=1s --timeout=3s --retries=5 CMD ["/codearts-mock", "healthcheck"]

ENTRYPOINT ["/codearts-mock"]


FROM described AS prebuilt

ARG BINARY=target/x86_64-unknown-linux-gnu/release/codearts-mock
# The mode is set because artefacts that travel between CI jobs lose theirs.
COPY --chmod=0755 ${BINARY} /codearts-mock


FROM ${RUST_IMAGE} AS build

WORKDIR /source
# For the profile by which the program is laid out.
RUN rustup component add llvm-tools
COPY . .
RUN benches/release && cp target/*/release/codearts-mock /codearts-mock


FROM described AS final

COPY --chmod=0755 --from=build /codearts-mock /codearts-mock
