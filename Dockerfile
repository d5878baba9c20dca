# giaoban with its model, ready without a network; see docs/operations.md.
FROM python:3.11-slim

# Where CPU builds of torch come from; others bring gigabytes of CUDA.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu

# Tesseract reads scans.
RUN apt-get update \
    && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-vie \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --uid 10001 --no-create-home --home-dir /srv/giaoban giaoban \
    && mkdir -p /srv/giaoban/articles /srv/giaoban/state /var/cache/giaoban \
    && chown -R giaoban:giaoban /srv/giaoban /var/cache/giaoban \
    && chmod 700 /srv/giaoban/state

WORKDIR /usr/src/giaoban
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY embeddings embeddings
COPY knowledge knowledge
COPY bot bot
RUN pip install --no-cache-dir --extra-index-url "$TORCH_INDEX" -c constraints.txt .

USER giaoban
ENV XDG_CACHE_HOME=/var/cache HF_HUB_OFFLINE=1 PYTHONUNBUFFERED=1
WORKDIR /srv/giaoban
RUN python -c "from embeddings.bundled import bundled_model_folder; bundled_model_folder()"

# `http` in config.yaml opens this address. The first start indexes all articles before it answers.
HEALTHCHECK --interval=30s --timeout=10s --start-period=10m \
    CMD ["python", "-c", "import http.client, sys; c = http.client.HTTPConnection('127.0.0.1', 8080, timeout=5); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]

ENTRYPOINT ["giaoban"]
CMD ["run", "--log-format", "json"]
