module example-go

go 1.25

require (
	github.com/pulumi/pulumi-command/sdk v1.0.1
	github.com/pulumi/pulumi/sdk/v3 v3.230.0
)
