package main

import (
	"example.com/pulumi-access-tokens/sdk/go/accesstokens"
	"github.com/pulumi/pulumi-command/sdk/go/command/local"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(program)
}

func program(ctx *pulumi.Context) error {
	// The credential comes from the stack's configuration:
	//   pulumi config set --path access-tokens:oauth2.issuer https://login.example.com
	//   pulumi config set --path access-tokens:oauth2.clientId reports
	//   pulumi config set --path --secret access-tokens:oauth2.clientSecret
	// or from the environment: OAUTH2_ISSUER, OAUTH2_CLIENT_ID, OAUTH2_CLIENT_SECRET.
	// The command below needs an address:
	//   pulumi config set url https://api.example.com/reports
	token, err := accesstokens.NewOAuth2AccessToken(ctx, "reports", &accesstokens.OAuth2AccessTokenArgs{
		Scope:       pulumi.StringArray{pulumi.String("reports:read")},
		RenewBefore: pulumi.String("10 minutes"),
	})
	if err != nil {
		return err
	}

	// Runs again whenever the token is renewed. The token is on standard input, where no list of processes shows it.
	url := config.New(ctx, "").Require("url")
	_, err = local.NewCommand(ctx, "import", &local.CommandArgs{
		Create: pulumi.String("curl --fail --silent --output /dev/null --header @- " + url),
		Stdin:  pulumi.Sprintf("Authorization: Bearer %s", token.AccessToken),
	})
	if err != nil {
		return err
	}

	// Encrypted in state, and masked wherever Pulumi prints it.
	ctx.Export("accessToken", token.AccessToken)
	ctx.Export("expires", token.ExpiresAt)
	return nil
}
