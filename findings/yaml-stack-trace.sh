#!/usr/bin/env bash
# Each resource of a YAML program has a stack trace in state: 13 frames of the Go code of Pulumi's host for YAML, about a
# kilobyte, and no line of the program. Its `sourcePosition` is a line of Go, too.
#
# Versions: Pulumi engine 3.274.1, pulumi-language-yaml 1.25.0
# Guess:    the frames lead to the line of Pulumi.yaml that declares the resource, or there are none.
. "$(dirname "$0")/engine.sh"
HOST=1.25.0
built="${XDG_CACHE_HOME:-$HOME/.cache}/pulumi-access-tokens/pulumi-language-yaml-$HOST/bin/pulumi-language-yaml"
if [ -x "$built" ]; then
  cp "$built" bin/
else
  package=github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml
  (
    export GOWORK=off GOFLAGS=-mod=mod
    mkdir host && cd host
    go mod init host && go get -tool "$package@v$HOST"
    go build -trimpath -ldflags "-s -w" -o ../bin/pulumi-language-yaml "$package"
  ) >&2
fi

cat >bin/pulumi-resource-things <<'JS'
#!/usr/bin/env node
const { main } = require(`${process.env.FOLDER}/node_modules/@pulumi/pulumi/provider`);
const schema = { name: "things", version: "1.0.0", resources: { "things:index:Thing": {} } };
const getSchema = async () => JSON.stringify(schema);
main({ version: "1.0.0", getSchema, create: async () => ({ id: "1", outs: {} }) }, process.argv.slice(2));
JS
chmod +x bin/pulumi-resource-things
cat >Pulumi.yaml <<'YAML'
name: finding
runtime: yaml
plugins:
  providers:
    - name: things
      path: bin
resources:
  thing:
    type: things:Thing
YAML
export FOLDER="$folder"
pulumi stack init dev >/dev/null 2>&1
pulumi up --yes --skip-preview --non-interactive >output 2>&1 || { cat output; exit 1; }
pulumi stack export --file state.json >/dev/null 2>&1

cat >finding.cjs <<'JS'
const { saw } = require("./engine.cjs");
const { resources } = require("./state.json").deployment;
const { sourcePosition, stackTrace } = resources.find(({ urn }) => urn.endsWith("::thing"));
const bytes = JSON.stringify(stackTrace).length;
console.log(`bytes of the frames: ${bytes}\nsource position: ${sourcePosition}`);
saw("frames", stackTrace.length, 13);
saw("frames of Go code", stackTrace.filter(({ sourcePosition }) => /\.(go|s)#\d+$/.test(sourcePosition)).length, 13);
saw("more than a kilobyte", bytes > 1000, true);
saw("source position in Pulumi.yaml", sourcePosition.includes("Pulumi.yaml"), false);
JS
node finding.cjs
