import pulumi
import pulumi_access_tokens as access_tokens
from pulumi_command import local

# The credential comes from the stack's configuration:
#   pulumi config set --path access-tokens:oauth2.issuer https://login.example.com
#   pulumi config set --path access-tokens:oauth2.clientId reports
#   pulumi config set --path --secret access-tokens:oauth2.clientSecret
# or from the environment: OAUTH2_ISSUER, OAUTH2_CLIENT_ID, OAUTH2_CLIENT_SECRET.
# The command below needs an address:
#   pulumi config set url https://api.example.com/reports
token = access_tokens.OAuth2AccessToken(
    "reports",
    scope=["reports:read"],
    renew_before="10 minutes",
)

# Runs again whenever the token is renewed. The token is on standard input, where no list of processes shows it.
url = pulumi.Config().require("url")
local.Command(
    "import",
    create=f"curl --fail --silent --output /dev/null --header @- {url}",
    stdin=pulumi.Output.concat("Authorization: Bearer ", token.access_token),
)

# Encrypted in state, and masked wherever Pulumi prints it.
pulumi.export("accessToken", token.access_token)
pulumi.export("expires", token.expires_at)
