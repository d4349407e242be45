/** Written by `npm run openapi`. Do not change it by hand. */

import type { StoredDocument } from "./documents.js";

export const OPENAPI: StoredDocument = {
  type: "application/json",
  etag: '"6616916d07e6fbc4f09bfda3c0d3ecf6"',
  policy: "default-src 'none'; frame-ancestors 'none'",
  text: `{
 "openapi": "3.1.0",
 "info": {
  "title": "harmony4",
  "version": "1.0.0",
  "description": "Compresses and decompresses bytes, and says which engine did it and what was proved of it.\\n\\nEvery answer has X-Request-Id: that of the request where it has one, else a new one. What is no success is a problem (RFC 9457, application/problem+json) with a stable code. Query parameters that are not known are refused. OPTIONS of each resource answers 204, and a method that it does not have 405, both with Allow; what is no resource answers 404. GET resources answer HEAD as well.\\n\\nA service with a token needs it for everything but health and OPTIONS. Which resources there are is also the operator's choice: see each.",
  "license": {
   "name": "MIT",
   "identifier": "MIT"
  }
 },
 "servers": [
  {
   "url": "./",
   "description": "This service"
  }
 ],
 "tags": [
  {
   "name": "data",
   "description": "Compression and decompression"
  },
  {
   "name": "containers",
   "description": "H4MK containers: judged, or served from a store"
  },
  {
   "name": "engine",
   "description": "Which engine runs"
  },
  {
   "name": "operation",
   "description": "Health and metrics"
  },
  {
   "name": "documentation",
   "description": "What you read"
  }
 ],
 "security": [
  {
   "token": []
  },
  {}
 ],
 "components": {
  "securitySchemes": {
   "token": {
    "type": "http",
    "scheme": "bearer",
    "description": "Where the service has a token"
   }
  },
  "schemas": {
   "Info": {
    "type": "object",
    "properties": {
     "engine": {
      "type": "string",
      "enum": [
       "reference",
       "core"
      ],
      "description": "The WebAssembly engine of the package, or a native core"
     },
     "engine_id": {
      "type": "string",
      "pattern": "^[A-Za-z0-9._+-]{1,128}$",
      "description": "Stands for the bytes that the engine writes",
      "example": "h4ref-zstd-v1.0.0"
     },
     "fingerprint": {
      "type": "string",
      "pattern": "^[0-9a-f]{64}$",
      "description": "SHA-256 of the bytes that run",
      "example": "0b213d2a3e774b6a1f7377e50ad6953dd0745ce6baf94bcd198581c5bd7e4cf5"
     },
     "deterministic": {
      "type": "boolean",
      "enum": [
       true
      ],
      "description": "The same input and options give the same output"
     },
     "identity_safe": {
      "type": "boolean",
      "description": "Nothing but input and options reaches the output: no time, host, user or path"
     },
     "verified": {
      "type": "boolean",
      "description": "The bytes were hashed and equalled a known digest before they ran"
     },
     "sealed": {
      "type": "boolean",
      "description": "True only where a fingerprint that was pinned matched"
     },
     "seal_level": {
      "type": "string",
      "enum": [
       "none",
       "id",
       "fingerprint"
      ],
      "description": "The strongest pin; all of them matched"
     },
     "seal_scope": {
      "type": "string",
      "enum": [
       "bytes",
       "build"
      ],
      "description": "Whether it speaks of the bytes that run, or of the file that they were built from"
     },
     "proved": {
      "type": "array",
      "items": {
       "type": "string"
      },
      "description": "With seal_scope build: what holds"
     },
     "not_proved": {
      "type": "array",
      "items": {
       "type": "string"
      },
      "description": "With seal_scope build: what may still be otherwise"
     },
     "declared_fingerprint": {
      "type": "string",
      "description": "What a native core says of itself: information, and proof of nothing"
     },
     "version": {
      "type": "string",
      "description": "Of the package",
      "example": "1.0.0"
     }
    },
    "required": [
     "engine",
     "engine_id",
     "fingerprint",
     "deterministic",
     "identity_safe",
     "verified",
     "sealed",
     "seal_level",
     "seal_scope",
     "version"
    ],
    "additionalProperties": false,
    "description": "What the service says of its engine"
   },
   "Problem": {
    "type": "object",
    "properties": {
     "type": {
      "type": "string",
      "enum": [
       "about:blank"
      ]
     },
     "title": {
      "type": "string",
      "description": "The phrase of the status"
     },
     "status": {
      "type": "integer",
      "minimum": 400,
      "maximum": 599
     },
     "detail": {
      "type": "string",
      "description": "What was wrong, as a sentence"
     },
     "code": {
      "type": "string",
      "enum": [
       "BODY_INCOMPLETE",
       "BODY_MALFORMED",
       "BODY_TOO_LARGE",
       "CHECKSUM_MISMATCH",
       "CLIENT_LIMIT",
       "CONTAINER_AUDIT",
       "CONTAINER_BLOCK",
       "CONTAINER_BLOCK_LENGTH",
       "CONTAINER_BLOCK_SIZE",
       "CONTAINER_CHUNK_LENGTH",
       "CONTAINER_CHUNK_MISSING",
       "CONTAINER_CHUNK_ORDER",
       "CONTAINER_CHUNK_SECOND",
       "CONTAINER_CHUNK_UNKNOWN",
       "CONTAINER_CODEC",
       "CONTAINER_CRC",
       "CONTAINER_FRAME",
       "CONTAINER_INDEX",
       "CONTAINER_JSON",
       "CONTAINER_JSON_SIZE",
       "CONTAINER_LEAF",
       "CONTAINER_LIMIT",
       "CONTAINER_MAGIC",
       "CONTAINER_NUMBER",
       "CONTAINER_PAGE",
       "CONTAINER_RESERVED",
       "CONTAINER_ROOT",
       "CONTAINER_SEEK_LENGTH",
       "CONTAINER_SEEK_ORDER",
       "CONTAINER_SIGNATURE",
       "CONTAINER_SIZE",
       "CONTAINER_TAG",
       "CONTAINER_TRAILING",
       "CONTAINER_TRUNCATED",
       "CONTAINER_UNINDEXED",
       "CONTAINER_UNSIGNED",
       "CONTAINER_UNTRUSTED",
       "CONTAINER_VERI_LENGTH",
       "CONTAINER_VERI_MISMATCH",
       "CONTAINER_VERI_MISPLACED",
       "CONTAINER_VERI_MISSING",
       "CONTAINER_VERI_SECOND",
       "CONTAINER_VERSION",
       "CONTENT_SIZE_MISMATCH",
       "CORE_CRASHED",
       "CORE_TIMEOUT",
       "DATA_CORRUPT",
       "DATA_TRUNCATED",
       "DICTIONARY_MISSING",
       "INPUT_LIMIT",
       "INTERNAL",
       "MEDIA_TYPE",
       "METHOD_NOT_ALLOWED",
       "NOT_FOUND",
       "NOT_READY",
       "OUTPUT_LIMIT",
       "OUT_OF_MEMORY",
       "POOL_CLOSED",
       "POOL_QUEUE_FULL",
       "POOL_WORKER_CRASHED",
       "PRECONDITION_FAILED",
       "QUEUE_FULL",
       "RANGE_NOT_SATISFIABLE",
       "RATIO_LIMIT",
       "REQUEST_INVALID",
       "STORAGE_FULL",
       "TIMEOUT",
       "UNAUTHORIZED",
       "UNSUPPORTED",
       "WINDOW_TOO_LARGE"
      ],
      "description": "Never changes its meaning: branch on it"
     },
     "error": {
      "type": "string",
      "description": "The words of detail"
     },
     "got": {
      "anyOf": [
       {
        "type": "integer"
       },
       {
        "type": "number"
       },
       {
        "type": "string"
       }
      ],
      "description": "What was met"
     },
     "limit": {
      "anyOf": [
       {
        "type": "integer"
       },
       {
        "type": "number"
       },
       {
        "type": "string"
       }
      ],
      "description": "What is allowed"
     },
     "offset": {
      "type": "integer",
      "minimum": 0,
      "description": "Where in the data"
     },
     "ready": {
      "type": "boolean",
      "enum": [
       false
      ],
      "description": "Of /readyz alone"
     }
    },
    "required": [
     "type",
     "title",
     "status",
     "detail",
     "code",
     "error"
    ],
    "additionalProperties": false,
    "description": "Problem details of RFC 9457, with a stable code"
   },
   "Attestation": {
    "type": "object",
    "properties": {
     "engine_id": {
      "type": "string",
      "pattern": "^[A-Za-z0-9._+-]{1,128}$",
      "description": "Stands for the bytes that the engine writes",
      "example": "h4ref-zstd-v1.0.0"
     },
     "fingerprint": {
      "type": "string",
      "pattern": "^[0-9a-f]{64}$",
      "description": "SHA-256 of the bytes that run",
      "example": "0b213d2a3e774b6a1f7377e50ad6953dd0745ce6baf94bcd198581c5bd7e4cf5"
     },
     "timestamp_unix": {
      "type": "integer",
      "description": "Seconds since 1970",
      "example": 1767225600
     },
     "attestation_hash": {
      "type": "string",
      "pattern": "^[0-9a-f]{64}$",
      "description": "SHA-256 of engine_id|fingerprint|timestamp_unix. It has no key: anyone can compute it"
     },
     "sealed": {
      "type": "boolean",
      "description": "True only where a fingerprint that was pinned matched"
     },
     "engine": {
      "type": "string",
      "enum": [
       "reference",
       "core"
      ],
      "description": "The WebAssembly engine of the package, or a native core"
     },
     "nonce": {
      "type": [
       "string",
       "null"
      ],
      "description": "That of the request, in lower case; null for none"
     },
     "signed": {
      "type": "boolean"
     },
     "envelope": {
      "$ref": "#/components/schemas/Envelope"
     }
    },
    "required": [
     "engine_id",
     "fingerprint",
     "timestamp_unix",
     "attestation_hash",
     "sealed",
     "engine",
     "nonce",
     "signed"
    ],
    "additionalProperties": false,
    "description": "What the engine is, signed where the service has a key"
   },
   "Envelope": {
    "type": "object",
    "properties": {
     "payloadType": {
      "type": "string"
     },
     "payload": {
      "type": "string"
     },
     "signatures": {
      "type": "array",
      "items": {
       "type": "object",
       "properties": {
        "keyid": {
         "type": "string"
        },
        "sig": {
         "type": "string"
        }
       },
       "required": [
        "keyid",
        "sig"
       ],
       "additionalProperties": false
      },
      "minItems": 1
     }
    },
    "required": [
     "payloadType",
     "payload",
     "signatures"
    ],
    "additionalProperties": false,
    "description": "There exactly where signed is true"
   },
   "Inspection": {
    "type": "object",
    "properties": {
     "file": {
      "type": [
       "string",
       "null"
      ],
      "description": "The name that a form gave the file"
     },
     "ok": {
      "type": "boolean",
      "description": "No verdict is failed or unknown"
     },
     "chunks": {
      "type": "array",
      "items": {
       "type": "object",
       "properties": {
        "tag": {
         "type": "string"
        },
        "offset": {
         "type": "integer"
        },
        "chunks": {
         "type": "integer"
        },
        "bytes": {
         "type": "integer"
        },
        "crc_ok": {
         "type": "boolean"
        }
       },
       "required": [
        "tag",
        "offset",
        "chunks",
        "bytes",
        "crc_ok"
       ],
       "additionalProperties": false
      }
     },
     "chunks_error": {
      "type": [
       "string",
       "null"
      ],
      "description": "The code of why the list ends early"
     },
     "chunks_cut": {
      "type": "boolean",
      "description": "There are more runs than 1000, which are not listed"
     },
     "container": {
      "$ref": "#/components/schemas/Container"
     },
     "meta": {
      "type": [
       "object",
       "null"
      ],
      "additionalProperties": {}
     },
     "safe": {
      "type": [
       "object",
       "null"
      ],
      "additionalProperties": {}
     },
     "seek": {
      "type": [
       "object",
       "null"
      ],
      "properties": {
       "entries": {
        "type": "integer"
       },
       "first": {
        "$ref": "#/components/schemas/SeekEntry"
       },
       "last": {
        "$ref": "#/components/schemas/SeekEntry"
       }
      },
      "required": [
       "entries",
       "first",
       "last"
      ],
      "additionalProperties": false
     },
     "integrity": {
      "$ref": "#/components/schemas/Verdict"
     },
     "content": {
      "$ref": "#/components/schemas/Verdict"
     },
     "root": {
      "$ref": "#/components/schemas/Verdict"
     },
     "signature": {
      "$ref": "#/components/schemas/Verdict"
     },
     "engine_id": {
      "$ref": "#/components/schemas/Verdict"
     },
     "fingerprint": {
      "$ref": "#/components/schemas/Verdict"
     },
     "sealed": {
      "$ref": "#/components/schemas/Verdict"
     }
    },
    "required": [
     "file",
     "ok",
     "chunks",
     "chunks_error",
     "chunks_cut",
     "container",
     "meta",
     "safe",
     "seek",
     "integrity",
     "content",
     "root",
     "signature",
     "engine_id",
     "fingerprint",
     "sealed"
    ],
    "additionalProperties": false,
    "description": "What is in a container; what was not verified is null"
   },
   "Container": {
    "type": [
     "object",
     "null"
    ],
    "properties": {
     "size": {
      "type": "integer"
     },
     "plain_size": {
      "type": [
       "integer",
       "null"
      ]
     },
     "blocks": {
      "type": "integer"
     },
     "block_size": {
      "type": [
       "integer",
       "null"
      ]
     },
     "indexed": {
      "type": "boolean"
     },
     "root": {
      "type": [
       "string",
       "null"
      ]
     },
     "signed": {
      "type": "boolean"
     },
     "authenticated": {
      "type": "boolean"
     },
     "verified": {
      "type": "boolean"
     },
     "codec": {
      "type": [
       "string",
       "null"
      ]
     },
     "compression": {
      "type": [
       "object",
       "null"
      ],
      "additionalProperties": {}
     }
    },
    "required": [
     "size",
     "plain_size",
     "blocks",
     "block_size",
     "indexed",
     "root",
     "signed",
     "authenticated",
     "verified",
     "codec",
     "compression"
    ],
    "additionalProperties": false,
    "description": "The facts about a container, sizes in bytes"
   },
   "SeekEntry": {
    "type": [
     "object",
     "null"
    ],
    "properties": {
     "pts": {
      "type": "number"
     },
     "offset": {
      "type": "number"
     }
    },
    "required": [
     "pts",
     "offset"
    ],
    "additionalProperties": false,
    "description": "One entry of the timeline. Both are integers of 64 bits with all their digits"
   },
   "Verdict": {
    "type": "object",
    "properties": {
     "outcome": {
      "type": "string",
      "enum": [
       "passed",
       "failed",
       "not asked",
       "unknown"
      ]
     },
     "says": {
      "type": "string",
      "description": "What that proves, or why it failed"
     },
     "code": {
      "type": "string"
     },
     "got": {
      "anyOf": [
       {
        "type": "integer"
       },
       {
        "type": "number"
       },
       {
        "type": "string"
       }
      ]
     },
     "limit": {
      "anyOf": [
       {
        "type": "integer"
       },
       {
        "type": "number"
       },
       {
        "type": "string"
       }
      ]
     },
     "offset": {
      "type": "integer"
     }
    },
    "required": [
     "outcome",
     "says"
    ],
    "additionalProperties": false,
    "description": "One question about a container, and its answer"
   },
   "Verification": {
    "type": "object",
    "properties": {
     "file": {
      "type": [
       "string",
       "null"
      ],
      "description": "The name that a form gave the file"
     },
     "ok": {
      "type": "boolean",
      "description": "No verdict is failed or unknown"
     },
     "integrity": {
      "$ref": "#/components/schemas/Verdict"
     },
     "content": {
      "$ref": "#/components/schemas/Verdict"
     },
     "root": {
      "$ref": "#/components/schemas/Verdict"
     },
     "signature": {
      "$ref": "#/components/schemas/Verdict"
     },
     "engine_id": {
      "$ref": "#/components/schemas/Verdict"
     },
     "fingerprint": {
      "$ref": "#/components/schemas/Verdict"
     },
     "sealed": {
      "$ref": "#/components/schemas/Verdict"
     },
     "container": {
      "$ref": "#/components/schemas/Container"
     }
    },
    "required": [
     "file",
     "ok",
     "integrity",
     "content",
     "root",
     "signature",
     "engine_id",
     "fingerprint",
     "sealed",
     "container"
    ],
    "additionalProperties": false,
    "description": "The verdicts on a container"
   },
   "Alive": {
    "type": "object",
    "properties": {
     "alive": {
      "type": "boolean",
      "enum": [
       true
      ]
     }
    },
    "required": [
     "alive"
    ],
    "additionalProperties": false
   },
   "Ready": {
    "type": "object",
    "properties": {
     "ready": {
      "type": "boolean",
      "enum": [
       true
      ]
     },
     "sealed": {
      "type": "boolean",
      "description": "True only where a fingerprint that was pinned matched"
     },
     "engine_id": {
      "type": "string",
      "pattern": "^[A-Za-z0-9._+-]{1,128}$",
      "description": "Stands for the bytes that the engine writes",
      "example": "h4ref-zstd-v1.0.0"
     },
     "fingerprint": {
      "type": "string",
      "pattern": "^[0-9a-f]{64}$",
      "description": "SHA-256 of the bytes that run",
      "example": "0b213d2a3e774b6a1f7377e50ad6953dd0745ce6baf94bcd198581c5bd7e4cf5"
     }
    },
    "required": [
     "ready",
     "sealed",
     "engine_id",
     "fingerprint"
    ],
    "additionalProperties": false
   }
  },
  "parameters": {},
  "responses": {
   "Problem400": {
    "description": "A parameter, header, field or the form itself is malformed, not known, or there twice",
    "headers": {
     "Cache-Control": {
      "schema": {
       "type": "string",
       "description": "no-store"
      },
      "required": true,
      "description": "no-store"
     },
     "X-Request-Id": {
      "schema": {
       "type": "string",
       "description": "Of this request, in the log too"
      },
      "required": true,
      "description": "Of this request, in the log too"
     }
    },
    "content": {
     "application/problem+json": {
      "example": {
       "type": "about:blank",
       "title": "Bad Request",
       "status": 400,
       "detail": "level must be a whole number from 1 to 19",
       "code": "REQUEST_INVALID",
       "error": "level must be a whole number from 1 to 19",
       "got": "99",
       "limit": "1 to 19"
      },
      "schema": {
       "$ref": "#/components/schemas/Problem"
      }
     }
    }
   },
   "Problem401": {
    "description": "No valid bearer token. Only of a service that has one",
    "headers": {
     "Cache-Control": {
      "schema": {
       "type": "string",
       "description": "no-store"
      },
      "required": true,
      "description": "no-store"
     },
     "WWW-Authenticate": {
      "schema": {
       "type": "string",
       "description": "The scheme: Bearer"
      },
      "required": true,
      "description": "The scheme: Bearer"
     },
     "X-Request-Id": {
      "schema": {
       "type": "string",
       "description": "Of this request, in the log too"
      },
      "required": true,
      "description": "Of this request, in the log too"
     }
    },
    "content": {
     "application/problem+json": {
      "example": {
       "type": "about:blank",
       "title": "Unauthorized",
       "status": 401,
       "detail": "A bearer token is needed",
       "code": "UNAUTHORIZED",
       "error": "A bearer token is needed"
      },
      "schema": {
       "$ref": "#/components/schemas/Problem"
      }
     }
    }
   },
   "Problem429": {
    "description": "This client has too much in work, or asks too often",
    "headers": {
     "Cache-Control": {
      "schema": {
       "type": "string",
       "description": "no-store"
      },
      "required": true,
      "description": "no-store"
     },
     "Retry-After": {
      "schema": {
       "type": "string",
       "description": "Seconds"
      },
      "required": true,
      "description": "Seconds"
     },
     "X-Request-Id": {
      "schema": {
       "type": "string",
       "description": "Of this request, in the log too"
      },
      "required": true,
      "description": "Of this request, in the log too"
     }
    },
    "content": {
     "application/problem+json": {
      "example": {
       "type": "about:blank",
       "title": "Too Many Requests",
       "status": 429,
       "detail": "A client may have 32 requests at a time",
       "code": "CLIENT_LIMIT",
       "error": "A client may have 32 requests at a time",
       "limit": 32
      },
      "schema": {
       "$ref": "#/components/schemas/Problem"
      }
     }
    }
   },
   "Problem500": {
    "description": "A defect of the service or of its machine",
    "headers": {
     "Cache-Control": {
      "schema": {
       "type": "string",
       "description": "no-store"
      },
      "required": true,
      "description": "no-store"
     },
     "X-Request-Id": {
      "schema": {
       "type": "string",
       "description": "Of this request, in the log too"
      },
      "required": true,
      "description": "Of this request, in the log too"
     }
    },
    "content": {
     "application/problem+json": {
      "example": {
       "type": "about:blank",
       "title": "Internal Server Error",
       "status": 500,
       "detail": "Something went wrong here; the log of the service says what",
       "code": "INTERNAL",
       "error": "Something went wrong here; the log of the service says what"
      },
      "schema": {
       "$ref": "#/components/schemas/Problem"
      }
     }
    }
   },
   "Problem503": {
    "description": "Too many requests wait, the request took too long, or the engine ended. With Retry-After where it is worth it",
    "headers": {
     "Cache-Control": {
      "schema": {
       "type": "string",
       "description": "no-store"
      },
      "required": true,
      "description": "no-store"
     },
     "X-Request-Id": {
      "schema": {
       "type": "string",
       "description": "Of this request, in the log too"
      },
      "required": true,
      "description": "Of this request, in the log too"
     },
     "Retry-After": {
      "schema": {
       "type": "string",
       "description": "Seconds"
      },
      "required": false,
      "description": "Seconds"
     }
    },
    "content": {
     "application/problem+json": {
      "example": {
       "type": "about:blank",
       "title": "Service Unavailable",
       "status": 503,
       "detail": "No turn within 30000 ms",
       "code": "QUEUE_FULL",
       "error": "No turn within 30000 ms",
       "limit": 30000
      },
      "schema": {
       "$ref": "#/components/schemas/Problem"
      }
     }
    }
   },
   "Problem408": {
    "description": "The body stood still for too long",
    "headers": {
     "Cache-Control": {
      "schema": {
       "type": "string",
       "description": "no-store"
      },
      "required": true,
      "description": "no-store"
     },
     "X-Request-Id": {
      "schema": {
       "type": "string",
       "description": "Of this request, in the log too"
      },
      "required": true,
      "description": "Of this request, in the log too"
     }
    },
    "content": {
     "application/problem+json": {
      "example": {
       "type": "about:blank",
       "title": "Request Timeout",
       "status": 408,
       "detail": "The body stood still for 30000 ms",
       "code": "BODY_INCOMPLETE",
       "error": "The body stood still for 30000 ms",
       "limit": 30000
      },
      "schema": {
       "$ref": "#/components/schemas/Problem"
      }
     }
    }
   },
   "Problem413": {
    "description": "The body or the output is longer than is allowed, or the form has too many parts",
    "headers": {
     "Cache-Control": {
      "schema": {
       "type": "string",
       "description": "no-store"
      },
      "required": true,
      "description": "no-store"
     },
     "X-Request-Id": {
      "schema": {
       "type": "string",
       "description": "Of this request, in the log too"
      },
      "required": true,
      "description": "Of this request, in the log too"
     }
    },
    "content": {
     "application/problem+json": {
      "example": {
       "type": "about:blank",
       "title": "Content Too Large",
       "status": 413,
       "detail": "The body is longer than is taken",
       "code": "BODY_TOO_LARGE",
       "error": "The body is longer than is taken",
       "limit": 1073741824
      },
      "schema": {
       "$ref": "#/components/schemas/Problem"
      }
     }
    }
   },
   "Problem415": {
    "description": "The body has a Content-Encoding, or is multipart without being a form",
    "headers": {
     "Cache-Control": {
      "schema": {
       "type": "string",
       "description": "no-store"
      },
      "required": true,
      "description": "no-store"
     },
     "X-Request-Id": {
      "schema": {
       "type": "string",
       "description": "Of this request, in the log too"
      },
      "required": true,
      "description": "Of this request, in the log too"
     },
     "Accept-Encoding": {
      "schema": {
       "type": "string",
       "description": "identity"
      },
      "required": false,
      "description": "identity"
     }
    },
    "content": {
     "application/problem+json": {
      "example": {
       "type": "about:blank",
       "title": "Unsupported Media Type",
       "status": 415,
       "detail": "Of multipart only form-data is taken, with its boundary",
       "code": "MEDIA_TYPE",
       "error": "Of multipart only form-data is taken, with its boundary"
      },
      "schema": {
       "$ref": "#/components/schemas/Problem"
      }
     }
    }
   },
   "Problem422": {
    "description": "The data is damaged, or would cost more than is allowed: window, ratio",
    "headers": {
     "Cache-Control": {
      "schema": {
       "type": "string",
       "description": "no-store"
      },
      "required": true,
      "description": "no-store"
     },
     "X-Request-Id": {
      "schema": {
       "type": "string",
       "description": "Of this request, in the log too"
      },
      "required": true,
      "description": "Of this request, in the log too"
     }
    },
    "content": {
     "application/problem+json": {
      "example": {
       "type": "about:blank",
       "title": "Unprocessable Content",
       "status": 422,
       "detail": "The data is not Zstandard",
       "code": "DATA_CORRUPT",
       "error": "The data is not Zstandard",
       "offset": 0
      },
      "schema": {
       "$ref": "#/components/schemas/Problem"
      }
     }
    }
   },
   "Problem507": {
    "description": "There is no room to put the body down",
    "headers": {
     "Cache-Control": {
      "schema": {
       "type": "string",
       "description": "no-store"
      },
      "required": true,
      "description": "no-store"
     },
     "X-Request-Id": {
      "schema": {
       "type": "string",
       "description": "Of this request, in the log too"
      },
      "required": true,
      "description": "Of this request, in the log too"
     }
    },
    "content": {
     "application/problem+json": {
      "example": {
       "type": "about:blank",
       "title": "Insufficient Storage",
       "status": 507,
       "detail": "There is no room for the body",
       "code": "STORAGE_FULL",
       "error": "There is no room for the body"
      },
      "schema": {
       "$ref": "#/components/schemas/Problem"
      }
     }
    }
   },
   "Problem404": {
    "description": "There is no such container",
    "headers": {
     "Cache-Control": {
      "schema": {
       "type": "string",
       "description": "no-store"
      },
      "required": true,
      "description": "no-store"
     },
     "X-Request-Id": {
      "schema": {
       "type": "string",
       "description": "Of this request, in the log too"
      },
      "required": true,
      "description": "Of this request, in the log too"
     }
    },
    "content": {
     "application/problem+json": {
      "example": {
       "type": "about:blank",
       "title": "Not Found",
       "status": 404,
       "detail": "There is no such container",
       "code": "NOT_FOUND",
       "error": "There is no such container"
      },
      "schema": {
       "$ref": "#/components/schemas/Problem"
      }
     }
    }
   },
   "Problem412": {
    "description": "The resource is not the one that If-Match or If-Unmodified-Since names",
    "headers": {
     "Cache-Control": {
      "schema": {
       "type": "string",
       "description": "no-store"
      },
      "required": true,
      "description": "no-store"
     },
     "X-Request-Id": {
      "schema": {
       "type": "string",
       "description": "Of this request, in the log too"
      },
      "required": true,
      "description": "Of this request, in the log too"
     },
     "ETag": {
      "schema": {
       "type": "string",
       "description": "Of the resource that there is"
      },
      "required": false,
      "description": "Of the resource that there is"
     }
    },
    "content": {
     "application/problem+json": {
      "example": {
       "type": "about:blank",
       "title": "Precondition Failed",
       "status": 412,
       "detail": "The resource is not the one that the request is for",
       "code": "PRECONDITION_FAILED",
       "error": "The resource is not the one that the request is for"
      },
      "schema": {
       "$ref": "#/components/schemas/Problem"
      }
     }
    }
   },
   "Problem416": {
    "description": "None of the ranges is in the container",
    "headers": {
     "Cache-Control": {
      "schema": {
       "type": "string",
       "description": "no-store"
      },
      "required": true,
      "description": "no-store"
     },
     "Content-Range": {
      "schema": {
       "type": "string",
       "description": "The size: bytes */SIZE"
      },
      "required": true,
      "description": "The size: bytes */SIZE"
     },
     "X-Request-Id": {
      "schema": {
       "type": "string",
       "description": "Of this request, in the log too"
      },
      "required": true,
      "description": "Of this request, in the log too"
     }
    },
    "content": {
     "application/problem+json": {
      "example": {
       "type": "about:blank",
       "title": "Range Not Satisfiable",
       "status": 416,
       "detail": "The container has 10 bytes, and none of those asked for",
       "code": "RANGE_NOT_SATISFIABLE",
       "error": "The container has 10 bytes, and none of those asked for",
       "limit": 10
      },
      "schema": {
       "$ref": "#/components/schemas/Problem"
      }
     }
    }
   }
  }
 },
 "paths": {
  "/compress/info": {
   "get": {
    "tags": [
     "engine"
    ],
    "summary": "Which engine runs, and what was proved of it",
    "responses": {
     "200": {
      "description": "The fields of Engine.info() and the version",
      "headers": {
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "no-store"
        },
        "required": true,
        "description": "no-store"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Info"
        }
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/Problem400"
     },
     "401": {
      "$ref": "#/components/responses/Problem401"
     }
    }
   }
  },
  "/compress/attest": {
   "get": {
    "tags": [
     "engine"
    ],
    "summary": "An attestation, made now",
    "description": "After a self-test of the engine. So many a minute for each client. Not on the public surface.",
    "parameters": [
     {
      "schema": {
       "type": "string",
       "pattern": "^(?:[0-9a-fA-F]{2}){8,64}$",
       "example": "00112233445566778899aabbccddeeff"
      },
      "required": false,
      "name": "nonce",
      "in": "query",
      "description": "16 to 128 hexadecimal digits: the attestation is made for it"
     }
    ],
    "responses": {
     "200": {
      "description": "The attestation",
      "headers": {
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "no-store"
        },
        "required": true,
        "description": "no-store"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Attestation"
        }
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/Problem400"
     },
     "401": {
      "$ref": "#/components/responses/Problem401"
     },
     "429": {
      "$ref": "#/components/responses/Problem429"
     },
     "500": {
      "$ref": "#/components/responses/Problem500"
     },
     "503": {
      "$ref": "#/components/responses/Problem503"
     }
    }
   }
  },
  "/compress": {
   "post": {
    "tags": [
     "data"
    ],
    "summary": "Compresses the body",
    "description": "\`curl --data-binary @FILE URL/compress\`, or \`curl -F file=@FILE URL/compress\`.",
    "parameters": [
     {
      "schema": {
       "type": "integer",
       "minimum": 1,
       "maximum": 19,
       "example": 3
      },
      "required": false,
      "name": "level",
      "in": "query",
      "description": "1 to 19; without it 3"
     },
     {
      "schema": {
       "type": "string",
       "enum": [
        "true",
        "false"
       ]
      },
      "required": false,
      "name": "checksum",
      "in": "query",
      "description": "Whether each frame has a checksum; without it true"
     },
     {
      "schema": {
       "type": "string",
       "enum": [
        "zst",
        "h4mk"
       ]
      },
      "required": false,
      "name": "format",
      "in": "query",
      "description": "One Zstandard frame or a container; without it zst"
     }
    ],
    "requestBody": {
     "required": true,
     "description": "The bytes as they are, whatever the Content-Type, or the field file of a form",
     "content": {
      "application/octet-stream": {
       "schema": {
        "description": "The bytes"
       }
      },
      "multipart/form-data": {
       "schema": {
        "type": "object",
        "properties": {
         "level": {
          "type": "string",
          "pattern": "^(?:[1-9]|1\\\\d)$"
         },
         "checksum": {
          "type": "string",
          "enum": [
           "true",
           "false"
          ]
         },
         "format": {
          "type": "string",
          "enum": [
           "zst",
           "h4mk"
          ]
         },
         "file": {
          "type": "string",
          "format": "binary",
          "description": "The last field"
         }
        },
        "required": [
         "file"
        ],
        "additionalProperties": false,
        "description": "Each parameter is a field or in the query, not both; fields come before the file"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "A Zstandard frame, or a container. Trailers: ETag, X-Compressed-Size, X-Decompressed-Size, those that the header does not have",
      "headers": {
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "no-store, no-transform"
        },
        "required": true,
        "description": "no-store, no-transform"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       },
       "ETag": {
        "schema": {
         "type": "string",
         "description": "Of an answer up to 1 MiB: strong, from the SHA-256 of its content. Of a longer one a trailer"
        },
        "required": false,
        "description": "Of an answer up to 1 MiB: strong, from the SHA-256 of its content. Of a longer one a trailer"
       },
       "X-Compressed-Size": {
        "schema": {
         "type": "string",
         "description": "Bytes on the compressed side, where certain at the start. Else a trailer"
        },
        "required": false,
        "description": "Bytes on the compressed side, where certain at the start. Else a trailer"
       },
       "X-Decompressed-Size": {
        "schema": {
         "type": "string",
         "description": "Bytes on the plain side, where certain at the start. Else a trailer"
        },
        "required": false,
        "description": "Bytes on the plain side, where certain at the start. Else a trailer"
       },
       "Content-Length": {
        "schema": {
         "type": "string",
         "description": "Where the length is certain at the start"
        },
        "required": false,
        "description": "Where the length is certain at the start"
       },
       "Content-Disposition": {
        "schema": {
         "type": "string",
         "description": "A name to save it under, where a form gave one"
        },
        "required": false,
        "description": "A name to save it under, where a form gave one"
       },
       "Trailer": {
        "schema": {
         "type": "string",
         "description": "Which of these come as trailers, behind the content of an answer in chunks. The server of Node alone sends them"
        },
        "required": false,
        "description": "Which of these come as trailers, behind the content of an answer in chunks. The server of Node alone sends them"
       }
      },
      "content": {
       "application/zstd": {
        "schema": {
         "description": "The bytes"
        }
       },
       "application/vnd.harmony4.h4mk": {
        "schema": {
         "description": "The bytes"
        }
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/Problem400"
     },
     "401": {
      "$ref": "#/components/responses/Problem401"
     },
     "408": {
      "$ref": "#/components/responses/Problem408"
     },
     "413": {
      "$ref": "#/components/responses/Problem413"
     },
     "415": {
      "$ref": "#/components/responses/Problem415"
     },
     "429": {
      "$ref": "#/components/responses/Problem429"
     },
     "500": {
      "$ref": "#/components/responses/Problem500"
     },
     "503": {
      "$ref": "#/components/responses/Problem503"
     }
    }
   }
  },
  "/compress/decompress": {
   "post": {
    "tags": [
     "data"
    ],
    "summary": "Decompresses the body",
    "description": "A container is verified as a whole before the first byte of its content is sent.",
    "parameters": [
     {
      "schema": {
       "type": "string",
       "enum": [
        "zst",
        "h4mk"
       ]
      },
      "required": false,
      "name": "format",
      "in": "query",
      "description": "Without it the first four bytes decide: a container begins with H4MK"
     }
    ],
    "requestBody": {
     "required": true,
     "description": "The bytes as they are, whatever the Content-Type, or the field file of a form",
     "content": {
      "application/octet-stream": {
       "schema": {
        "description": "The bytes"
       }
      },
      "application/zstd": {
       "schema": {
        "description": "The bytes"
       }
      },
      "application/vnd.harmony4.h4mk": {
       "schema": {
        "description": "The bytes"
       }
      },
      "multipart/form-data": {
       "schema": {
        "type": "object",
        "properties": {
         "format": {
          "type": "string",
          "enum": [
           "zst",
           "h4mk"
          ]
         },
         "file": {
          "type": "string",
          "format": "binary",
          "description": "The last field"
         }
        },
        "required": [
         "file"
        ],
        "additionalProperties": false,
        "description": "Each parameter is a field or in the query, not both; fields come before the file"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "The content of all frames, or of the container. Trailers: ETag, X-Compressed-Size, X-Decompressed-Size, those that the header does not have",
      "headers": {
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "no-store, no-transform"
        },
        "required": true,
        "description": "no-store, no-transform"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       },
       "ETag": {
        "schema": {
         "type": "string",
         "description": "Of an answer up to 1 MiB: strong, from the SHA-256 of its content. Of a longer one a trailer"
        },
        "required": false,
        "description": "Of an answer up to 1 MiB: strong, from the SHA-256 of its content. Of a longer one a trailer"
       },
       "X-Compressed-Size": {
        "schema": {
         "type": "string",
         "description": "Bytes on the compressed side, where certain at the start. Else a trailer"
        },
        "required": false,
        "description": "Bytes on the compressed side, where certain at the start. Else a trailer"
       },
       "X-Decompressed-Size": {
        "schema": {
         "type": "string",
         "description": "Bytes on the plain side, where certain at the start. Else a trailer"
        },
        "required": false,
        "description": "Bytes on the plain side, where certain at the start. Else a trailer"
       },
       "Content-Length": {
        "schema": {
         "type": "string",
         "description": "Where the length is certain at the start"
        },
        "required": false,
        "description": "Where the length is certain at the start"
       },
       "Content-Disposition": {
        "schema": {
         "type": "string",
         "description": "A name to save it under, where a form gave one"
        },
        "required": false,
        "description": "A name to save it under, where a form gave one"
       },
       "Trailer": {
        "schema": {
         "type": "string",
         "description": "Which of these come as trailers, behind the content of an answer in chunks. The server of Node alone sends them"
        },
        "required": false,
        "description": "Which of these come as trailers, behind the content of an answer in chunks. The server of Node alone sends them"
       }
      },
      "content": {
       "application/octet-stream": {
        "schema": {
         "description": "The bytes"
        }
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/Problem400"
     },
     "401": {
      "$ref": "#/components/responses/Problem401"
     },
     "408": {
      "$ref": "#/components/responses/Problem408"
     },
     "413": {
      "$ref": "#/components/responses/Problem413"
     },
     "415": {
      "$ref": "#/components/responses/Problem415"
     },
     "422": {
      "$ref": "#/components/responses/Problem422"
     },
     "429": {
      "$ref": "#/components/responses/Problem429"
     },
     "500": {
      "$ref": "#/components/responses/Problem500"
     },
     "503": {
      "$ref": "#/components/responses/Problem503"
     },
     "507": {
      "$ref": "#/components/responses/Problem507"
     }
    }
   }
  },
  "/container/inspect": {
   "post": {
    "tags": [
     "containers"
    ],
    "summary": "What is in a container",
    "description": "A damaged one, or what is none, is an answer like any other: 200 with \`ok: false\` and the reason.",
    "requestBody": {
     "required": true,
     "description": "The bytes as they are, whatever the Content-Type, or the field file of a form",
     "content": {
      "application/octet-stream": {
       "schema": {
        "description": "The bytes"
       }
      },
      "application/vnd.harmony4.h4mk": {
       "schema": {
        "description": "The bytes"
       }
      },
      "multipart/form-data": {
       "schema": {
        "type": "object",
        "properties": {
         "file": {
          "type": "string",
          "format": "binary",
          "description": "The last field"
         }
        },
        "required": [
         "file"
        ],
        "additionalProperties": false,
        "description": "Each parameter is a field or in the query, not both; fields come before the file"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "What was found",
      "headers": {
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "no-store"
        },
        "required": true,
        "description": "no-store"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Inspection"
        }
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/Problem400"
     },
     "401": {
      "$ref": "#/components/responses/Problem401"
     },
     "408": {
      "$ref": "#/components/responses/Problem408"
     },
     "413": {
      "$ref": "#/components/responses/Problem413"
     },
     "415": {
      "$ref": "#/components/responses/Problem415"
     },
     "429": {
      "$ref": "#/components/responses/Problem429"
     },
     "500": {
      "$ref": "#/components/responses/Problem500"
     },
     "503": {
      "$ref": "#/components/responses/Problem503"
     },
     "507": {
      "$ref": "#/components/responses/Problem507"
     }
    }
   }
  },
  "/container/verify": {
   "post": {
    "tags": [
     "containers"
    ],
    "summary": "The verdicts on a container",
    "description": "A damaged one, or what is none, is an answer like any other: 200 with \`ok: false\` and the reason. What is asked for must hold.",
    "parameters": [
     {
      "schema": {
       "type": "string",
       "pattern": "^[A-Za-z0-9._+-]{1,128}$",
       "example": "h4ref-zstd-v1.0.0"
      },
      "required": false,
      "name": "engine_id",
      "in": "query",
      "description": "The engine that META must name"
     },
     {
      "schema": {
       "type": "string",
       "pattern": "^[0-9a-f]{64}$"
      },
      "required": false,
      "name": "fingerprint",
      "in": "query",
      "description": "The fingerprint that META must name"
     },
     {
      "schema": {
       "type": "string",
       "pattern": "^[0-9a-f]{64}$"
      },
      "required": false,
      "name": "root",
      "in": "query",
      "description": "The root that the container must have"
     },
     {
      "schema": {
       "type": "string",
       "enum": [
        "true",
        "false"
       ]
      },
      "required": false,
      "name": "sealed",
      "in": "query",
      "description": "What META must say of the seal"
     },
     {
      "schema": {
       "type": "string"
      },
      "required": false,
      "name": "key",
      "in": "query",
      "description": "The Ed25519 public key, as PEM, of who must have signed"
     }
    ],
    "requestBody": {
     "required": true,
     "description": "The bytes as they are, whatever the Content-Type, or the field file of a form",
     "content": {
      "application/octet-stream": {
       "schema": {
        "description": "The bytes"
       }
      },
      "application/vnd.harmony4.h4mk": {
       "schema": {
        "description": "The bytes"
       }
      },
      "multipart/form-data": {
       "schema": {
        "type": "object",
        "properties": {
         "engine_id": {
          "type": "string",
          "pattern": "^[A-Za-z0-9._+-]{1,128}$"
         },
         "fingerprint": {
          "type": "string",
          "pattern": "^[0-9a-f]{64}$"
         },
         "root": {
          "type": "string",
          "pattern": "^[0-9a-f]{64}$"
         },
         "sealed": {
          "type": "string",
          "enum": [
           "true",
           "false"
          ]
         },
         "key": {
          "type": "string"
         },
         "file": {
          "type": "string",
          "format": "binary",
          "description": "The last field"
         }
        },
        "required": [
         "file"
        ],
        "additionalProperties": false,
        "description": "Each parameter is a field or in the query, not both; fields come before the file"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "The verdicts",
      "headers": {
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "no-store"
        },
        "required": true,
        "description": "no-store"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Verification"
        }
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/Problem400"
     },
     "401": {
      "$ref": "#/components/responses/Problem401"
     },
     "408": {
      "$ref": "#/components/responses/Problem408"
     },
     "413": {
      "$ref": "#/components/responses/Problem413"
     },
     "415": {
      "$ref": "#/components/responses/Problem415"
     },
     "429": {
      "$ref": "#/components/responses/Problem429"
     },
     "500": {
      "$ref": "#/components/responses/Problem500"
     },
     "503": {
      "$ref": "#/components/responses/Problem503"
     },
     "507": {
      "$ref": "#/components/responses/Problem507"
     }
    }
   }
  },
  "/containers/{name}": {
   "get": {
    "tags": [
     "containers"
    ],
    "summary": "A stored container, or parts of it",
    "description": "Where the service has a store. Pages of any origin may read it.",
    "parameters": [
     {
      "schema": {
       "type": "string",
       "pattern": "^[A-Za-z0-9_][A-Za-z0-9._+-]{0,249}\\\\.(?:h4mk|zst)$"
      },
      "required": true,
      "description": "The name of a stored container",
      "example": "a.h4mk",
      "name": "name",
      "in": "path"
     },
     {
      "schema": {
       "type": "string"
      },
      "required": false,
      "description": "Up to 16 ranges of bytes",
      "name": "Range",
      "in": "header"
     },
     {
      "schema": {
       "type": "string"
      },
      "required": false,
      "description": "A tag or date: where it is another version, all of it is sent",
      "name": "If-Range",
      "in": "header"
     },
     {
      "schema": {
       "type": "string"
      },
      "required": false,
      "description": "304 where the tag is among them",
      "name": "If-None-Match",
      "in": "header"
     },
     {
      "schema": {
       "type": "string"
      },
      "required": false,
      "description": "412 where the tag is not among them",
      "name": "If-Match",
      "in": "header"
     },
     {
      "schema": {
       "type": "string"
      },
      "required": false,
      "description": "304 where it was not changed since",
      "name": "If-Modified-Since",
      "in": "header"
     },
     {
      "schema": {
       "type": "string"
      },
      "required": false,
      "description": "412 where it was changed since",
      "name": "If-Unmodified-Since",
      "in": "header"
     }
    ],
    "responses": {
     "200": {
      "description": "All of it",
      "headers": {
       "ETag": {
        "schema": {
         "type": "string",
         "description": "A strong validator"
        },
        "required": true,
        "description": "A strong validator"
       },
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "Kept, and asked about before each use"
        },
        "required": true,
        "description": "Kept, and asked about before each use"
       },
       "Access-Control-Allow-Origin": {
        "schema": {
         "type": "string",
         "description": "*"
        },
        "required": true,
        "description": "*"
       },
       "Last-Modified": {
        "schema": {
         "type": "string",
         "description": "When the file was changed"
        },
        "required": true,
        "description": "When the file was changed"
       },
       "Accept-Ranges": {
        "schema": {
         "type": "string",
         "description": "bytes"
        },
        "required": true,
        "description": "bytes"
       },
       "Content-Length": {
        "schema": {
         "type": "string",
         "description": "Its size"
        },
        "required": true,
        "description": "Its size"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      },
      "content": {
       "application/vnd.harmony4.h4mk": {
        "schema": {
         "description": "A container"
        }
       },
       "application/zstd": {
        "schema": {
         "description": "Zstandard frames"
        }
       }
      }
     },
     "206": {
      "description": "One range, or several as multipart/byteranges",
      "headers": {
       "ETag": {
        "schema": {
         "type": "string",
         "description": "A strong validator"
        },
        "required": true,
        "description": "A strong validator"
       },
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "Kept, and asked about before each use"
        },
        "required": true,
        "description": "Kept, and asked about before each use"
       },
       "Access-Control-Allow-Origin": {
        "schema": {
         "type": "string",
         "description": "*"
        },
        "required": true,
        "description": "*"
       },
       "Last-Modified": {
        "schema": {
         "type": "string",
         "description": "When the file was changed"
        },
        "required": true,
        "description": "When the file was changed"
       },
       "Content-Length": {
        "schema": {
         "type": "string",
         "description": "Of what is sent"
        },
        "required": true,
        "description": "Of what is sent"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       },
       "Content-Range": {
        "schema": {
         "type": "string",
         "description": "Of one range"
        },
        "required": false,
        "description": "Of one range"
       }
      },
      "content": {
       "application/vnd.harmony4.h4mk": {
        "schema": {
         "description": "The range"
        }
       },
       "application/zstd": {
        "schema": {
         "description": "The range"
        }
       },
       "multipart/byteranges": {
        "schema": {
         "description": "The ranges"
        }
       }
      }
     },
     "304": {
      "description": "The client has this version",
      "headers": {
       "ETag": {
        "schema": {
         "type": "string",
         "description": "Its tag"
        },
        "required": true,
        "description": "Its tag"
       },
       "Last-Modified": {
        "schema": {
         "type": "string",
         "description": "When the file was changed"
        },
        "required": true,
        "description": "When the file was changed"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/Problem400"
     },
     "401": {
      "$ref": "#/components/responses/Problem401"
     },
     "404": {
      "$ref": "#/components/responses/Problem404"
     },
     "412": {
      "$ref": "#/components/responses/Problem412"
     },
     "416": {
      "$ref": "#/components/responses/Problem416"
     },
     "500": {
      "$ref": "#/components/responses/Problem500"
     }
    }
   },
   "head": {
    "tags": [
     "containers"
    ],
    "summary": "What GET would say of a stored container",
    "parameters": [
     {
      "schema": {
       "type": "string",
       "pattern": "^[A-Za-z0-9_][A-Za-z0-9._+-]{0,249}\\\\.(?:h4mk|zst)$"
      },
      "required": true,
      "description": "The name of a stored container",
      "example": "a.h4mk",
      "name": "name",
      "in": "path"
     },
     {
      "schema": {
       "type": "string"
      },
      "required": false,
      "description": "304 where the tag is among them",
      "name": "If-None-Match",
      "in": "header"
     },
     {
      "schema": {
       "type": "string"
      },
      "required": false,
      "description": "412 where the tag is not among them",
      "name": "If-Match",
      "in": "header"
     },
     {
      "schema": {
       "type": "string"
      },
      "required": false,
      "description": "304 where it was not changed since",
      "name": "If-Modified-Since",
      "in": "header"
     },
     {
      "schema": {
       "type": "string"
      },
      "required": false,
      "description": "412 where it was changed since",
      "name": "If-Unmodified-Since",
      "in": "header"
     }
    ],
    "responses": {
     "200": {
      "description": "There is one",
      "headers": {
       "ETag": {
        "schema": {
         "type": "string",
         "description": "A strong validator"
        },
        "required": true,
        "description": "A strong validator"
       },
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "Kept, and asked about before each use"
        },
        "required": true,
        "description": "Kept, and asked about before each use"
       },
       "Access-Control-Allow-Origin": {
        "schema": {
         "type": "string",
         "description": "*"
        },
        "required": true,
        "description": "*"
       },
       "Last-Modified": {
        "schema": {
         "type": "string",
         "description": "When the file was changed"
        },
        "required": true,
        "description": "When the file was changed"
       },
       "Content-Length": {
        "schema": {
         "type": "string",
         "description": "Its size"
        },
        "required": true,
        "description": "Its size"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      }
     },
     "304": {
      "description": "The client has this version",
      "headers": {
       "ETag": {
        "schema": {
         "type": "string",
         "description": "Its tag"
        },
        "required": true,
        "description": "Its tag"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      }
     },
     "400": {
      "description": "A parameter, header, field or the form itself is malformed, not known, or there twice",
      "headers": {
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "no-store"
        },
        "required": true,
        "description": "no-store"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      }
     },
     "401": {
      "description": "No valid bearer token. Only of a service that has one",
      "headers": {
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "no-store"
        },
        "required": true,
        "description": "no-store"
       },
       "WWW-Authenticate": {
        "schema": {
         "type": "string",
         "description": "The scheme: Bearer"
        },
        "required": true,
        "description": "The scheme: Bearer"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      }
     },
     "404": {
      "description": "There is no such container",
      "headers": {
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "no-store"
        },
        "required": true,
        "description": "no-store"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      }
     },
     "412": {
      "description": "The resource is not the one that If-Match or If-Unmodified-Since names",
      "headers": {
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "no-store"
        },
        "required": true,
        "description": "no-store"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       },
       "ETag": {
        "schema": {
         "type": "string",
         "description": "Of the resource that there is"
        },
        "required": false,
        "description": "Of the resource that there is"
       }
      }
     },
     "500": {
      "description": "A defect of the service or of its machine",
      "headers": {
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "no-store"
        },
        "required": true,
        "description": "no-store"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      }
     }
    }
   },
   "options": {
    "tags": [
     "containers"
    ],
    "summary": "What pages of other origins may ask",
    "security": [],
    "parameters": [
     {
      "schema": {
       "type": "string",
       "pattern": "^[A-Za-z0-9_][A-Za-z0-9._+-]{0,249}\\\\.(?:h4mk|zst)$"
      },
      "required": true,
      "description": "The name of a stored container",
      "example": "a.h4mk",
      "name": "name",
      "in": "path"
     }
    ],
    "responses": {
     "204": {
      "description": "The methods and headers",
      "headers": {
       "Allow": {
        "schema": {
         "type": "string",
         "description": "The methods"
        },
        "required": true,
        "description": "The methods"
       },
       "Access-Control-Allow-Origin": {
        "schema": {
         "type": "string",
         "description": "*"
        },
        "required": true,
        "description": "*"
       },
       "Access-Control-Allow-Methods": {
        "schema": {
         "type": "string",
         "description": "The methods"
        },
        "required": true,
        "description": "The methods"
       },
       "Access-Control-Allow-Headers": {
        "schema": {
         "type": "string",
         "description": "The headers"
        },
        "required": true,
        "description": "The headers"
       },
       "Access-Control-Max-Age": {
        "schema": {
         "type": "string",
         "description": "Seconds"
        },
        "required": true,
        "description": "Seconds"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      }
     }
    }
   }
  },
  "/healthz": {
   "get": {
    "tags": [
     "operation"
    ],
    "summary": "Whether the process answers",
    "security": [],
    "responses": {
     "200": {
      "description": "It does",
      "headers": {
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "no-store"
        },
        "required": true,
        "description": "no-store"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      },
      "content": {
       "application/json": {
        "example": {
         "alive": true
        },
        "schema": {
         "$ref": "#/components/schemas/Alive"
        }
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/Problem400"
     }
    }
   }
  },
  "/readyz": {
   "get": {
    "tags": [
     "operation"
    ],
    "summary": "Whether the service takes work",
    "security": [],
    "responses": {
     "200": {
      "description": "It does",
      "headers": {
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "no-store"
        },
        "required": true,
        "description": "no-store"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Ready"
        }
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/Problem400"
     },
     "503": {
      "$ref": "#/components/responses/Problem503"
     }
    }
   }
  },
  "/metrics": {
   "get": {
    "tags": [
     "operation"
    ],
    "summary": "Counters for Prometheus",
    "description": "Where the service counts. Not on the public surface.",
    "responses": {
     "200": {
      "description": "Text format 0.0.4",
      "headers": {
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "no-store"
        },
        "required": true,
        "description": "no-store"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      },
      "content": {
       "text/plain": {
        "example": "# TYPE harmony4_work_in_progress gauge\\nharmony4_work_in_progress 0\\n",
        "schema": {
         "type": "string",
         "description": "Metrics"
        }
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/Problem400"
     },
     "401": {
      "$ref": "#/components/responses/Problem401"
     }
    }
   }
  },
  "/": {
   "get": {
    "tags": [
     "documentation"
    ],
    "summary": "A page that compresses and decompresses in the browser",
    "parameters": [
     {
      "schema": {
       "type": "string"
      },
      "required": false,
      "description": "304 where the tag is among them",
      "name": "If-None-Match",
      "in": "header"
     },
     {
      "schema": {
       "type": "string"
      },
      "required": false,
      "description": "412 where the tag is not among them",
      "name": "If-Match",
      "in": "header"
     }
    ],
    "responses": {
     "200": {
      "description": "The page",
      "headers": {
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "Kept, and asked about before each use"
        },
        "required": true,
        "description": "Kept, and asked about before each use"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       },
       "ETag": {
        "schema": {
         "type": "string",
         "description": "A strong validator"
        },
        "required": false,
        "description": "A strong validator"
       }
      },
      "content": {
       "text/html": {
        "schema": {
         "type": "string",
         "description": "The page"
        }
       }
      }
     },
     "304": {
      "description": "The client has this version",
      "headers": {
       "ETag": {
        "schema": {
         "type": "string",
         "description": "Its tag"
        },
        "required": true,
        "description": "Its tag"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/Problem400"
     },
     "401": {
      "$ref": "#/components/responses/Problem401"
     },
     "412": {
      "$ref": "#/components/responses/Problem412"
     },
     "500": {
      "$ref": "#/components/responses/Problem500"
     }
    }
   }
  },
  "/docs": {
   "get": {
    "tags": [
     "documentation"
    ],
    "summary": "This documentation as a page",
    "parameters": [
     {
      "schema": {
       "type": "string"
      },
      "required": false,
      "description": "304 where the tag is among them",
      "name": "If-None-Match",
      "in": "header"
     },
     {
      "schema": {
       "type": "string"
      },
      "required": false,
      "description": "412 where the tag is not among them",
      "name": "If-Match",
      "in": "header"
     }
    ],
    "responses": {
     "200": {
      "description": "The page",
      "headers": {
       "ETag": {
        "schema": {
         "type": "string",
         "description": "A strong validator"
        },
        "required": true,
        "description": "A strong validator"
       },
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "Kept, and asked about before each use"
        },
        "required": true,
        "description": "Kept, and asked about before each use"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      },
      "content": {
       "text/html": {
        "schema": {
         "type": "string",
         "description": "The page"
        }
       }
      }
     },
     "304": {
      "description": "The client has this version",
      "headers": {
       "ETag": {
        "schema": {
         "type": "string",
         "description": "Its tag"
        },
        "required": true,
        "description": "Its tag"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/Problem400"
     },
     "401": {
      "$ref": "#/components/responses/Problem401"
     },
     "412": {
      "$ref": "#/components/responses/Problem412"
     }
    }
   }
  },
  "/openapi.json": {
   "get": {
    "tags": [
     "documentation"
    ],
    "summary": "This documentation as OpenAPI 3.1",
    "parameters": [
     {
      "schema": {
       "type": "string"
      },
      "required": false,
      "description": "304 where the tag is among them",
      "name": "If-None-Match",
      "in": "header"
     },
     {
      "schema": {
       "type": "string"
      },
      "required": false,
      "description": "412 where the tag is not among them",
      "name": "If-Match",
      "in": "header"
     }
    ],
    "responses": {
     "200": {
      "description": "The document",
      "headers": {
       "ETag": {
        "schema": {
         "type": "string",
         "description": "A strong validator"
        },
        "required": true,
        "description": "A strong validator"
       },
       "Cache-Control": {
        "schema": {
         "type": "string",
         "description": "Kept, and asked about before each use"
        },
        "required": true,
        "description": "Kept, and asked about before each use"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      },
      "content": {
       "application/json": {
        "schema": {
         "type": "object",
         "properties": {
          "openapi": {
           "type": "string",
           "enum": [
            "3.1.0"
           ]
          },
          "paths": {
           "type": "object",
           "properties": {},
           "additionalProperties": {}
          }
         },
         "required": [
          "openapi",
          "paths"
         ],
         "additionalProperties": {}
        }
       }
      }
     },
     "304": {
      "description": "The client has this version",
      "headers": {
       "ETag": {
        "schema": {
         "type": "string",
         "description": "Its tag"
        },
        "required": true,
        "description": "Its tag"
       },
       "X-Request-Id": {
        "schema": {
         "type": "string",
         "description": "Of this request, in the log too"
        },
        "required": true,
        "description": "Of this request, in the log too"
       }
      }
     },
     "400": {
      "$ref": "#/components/responses/Problem400"
     },
     "401": {
      "$ref": "#/components/responses/Problem401"
     },
     "412": {
      "$ref": "#/components/responses/Problem412"
     }
    }
   }
  }
 }
}
`,
};
