"""The documents of YAML files as one JSON array, for tests that compare them with the rest of the repository."""

import json
import sys

import yaml

documents = []
for name in sys.argv[1:]:
    with open(name, encoding="utf-8") as file:
        documents.extend(document for document in yaml.safe_load_all(file) if document is not None)
json.dump(documents, sys.stdout)
