// Runs the Pulumi program of an example by Pulumi's Automation API, without a host of the language. It is compiled
// together with the example's `main.go`, whose function `program` it runs.
//
// Usage: run up|preview|destroy --config key=value [--expect-no-changes] [--refresh]
//
// PULUMI_BACKEND_URL must name a `file://` state. The engine writes to the error output.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
)

var (
	flags           = flag.NewFlagSet("run", flag.ExitOnError)
	setting         = flags.String("config", "", "key=value")
	expectNoChanges = flags.Bool("expect-no-changes", false, "")
	refresh         = flags.Bool("refresh", false, "")
)

func main() {
	_ = flags.Parse(os.Args[2:])
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, operation string) error {
	state, err := url.Parse(os.Getenv("PULUMI_BACKEND_URL"))
	if err != nil {
		return err
	}
	settings := filepath.Join(state.Path, "settings")
	if err := os.MkdirAll(settings, 0o755); err != nil {
		return err
	}
	stack, err := auto.UpsertStackInlineSource(ctx, "dev", "example", program, auto.WorkDir(settings))
	if err != nil {
		return err
	}
	key, value, _ := strings.Cut(*setting, "=")
	if err := stack.SetConfig(ctx, key, auto.ConfigValue{Value: value}); err != nil {
		return err
	}
	return operate(ctx, stack, operation)
}

func operate(ctx context.Context, stack auto.Stack, operation string) error {
	out := os.Stderr
	switch operation {
	case "up":
		_, err := stack.Up(ctx, optup.ProgressStreams(out), optup.ErrorProgressStreams(out), optup.Color("never"))
		return err
	case "preview":
		_, err := stack.Preview(ctx, previewOptions()...)
		return err
	case "destroy":
		_, err := stack.Destroy(
			ctx, optdestroy.ProgressStreams(out), optdestroy.ErrorProgressStreams(out), optdestroy.Color("never"),
		)
		return err
	}
	return fmt.Errorf("no operation %q", operation)
}

func previewOptions() []optpreview.Option {
	options := []optpreview.Option{
		optpreview.ProgressStreams(os.Stderr), optpreview.ErrorProgressStreams(os.Stderr), optpreview.Color("never"),
	}
	if *expectNoChanges {
		options = append(options, optpreview.ExpectNoChanges())
	}
	if *refresh {
		options = append(options, optpreview.Refresh())
	}
	return options
}
