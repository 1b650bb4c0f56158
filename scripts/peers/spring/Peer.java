package peers;

import static org.springframework.security.oauth2.core.ClientAuthenticationMethod.*;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionDecoderFactory;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Spring Authorization Server with a client for each way, and an administrator who ends tokens and changes secrets. */
@SpringBootApplication
@RestController
public class Peer {
  private final OAuth2AuthorizationService tokens = new InMemoryOAuth2AuthorizationService();
  private final InMemoryRegisteredClientRepository clients;
  private volatile JwtClientAssertionDecoderFactory decoders;
  private final String issuer;
  private final String pipeline;

  Peer(
      @Value("${peer.issuer}") String issuer,
      @Value("${peer.pipeline}") String pipeline,
      @Value("${peer.keys}") String keys,
      @Value("${peer.secrets}") String[] secrets) {
    this.issuer = issuer;
    this.pipeline = pipeline;
    this.decoders = newDecoders();
    var settings = ClientSettings.builder();
    this.clients =
        new InMemoryRegisteredClientRepository(
            client("basic", CLIENT_SECRET_BASIC).clientSecret("{noop}" + secrets[0]).build(),
            client("post", CLIENT_SECRET_POST).clientSecret("{noop}" + secrets[1]).build(),
            // This secret is a key, so its value has no encoding.
            client("secret-jwt", CLIENT_SECRET_JWT)
                .clientSecret(secrets[2])
                .clientSettings(settings.tokenEndpointAuthenticationSigningAlgorithm(MacAlgorithm.HS256).build())
                .build(),
            client("exchange", CLIENT_SECRET_BASIC).clientSecret("{noop}" + secrets[3]).build(),
            client("key-jwt", PRIVATE_KEY_JWT).clientSettings(signedBy(keys, SignatureAlgorithm.ES256)).build(),
            client("federated", PRIVATE_KEY_JWT)
                .clientSettings(signedBy(pipeline + "/keys", SignatureAlgorithm.RS256))
                .build(),
            client("tls", TLS_CLIENT_AUTH)
                .clientSettings(ClientSettings.builder().x509CertificateSubjectDN("CN=reports-tls").build())
                .build(),
            client("self-signed", SELF_SIGNED_TLS_CLIENT_AUTH)
                .clientSettings(ClientSettings.builder().jwkSetUrl(keys).build())
                .build());
  }

  public static void main(String[] arguments) {
    SpringApplication.run(Peer.class, arguments);
  }

  private static RegisteredClient.Builder client(String id, ClientAuthenticationMethod method) {
    return RegisteredClient.withId(id)
        .clientId(id)
        .clientAuthenticationMethod(method)
        .authorizationGrantType(
            id.equals("exchange") ? AuthorizationGrantType.TOKEN_EXCHANGE : AuthorizationGrantType.CLIENT_CREDENTIALS)
        .scope("reports:read")
        .tokenSettings(TokenSettings.builder().accessTokenTimeToLive(Duration.ofHours(1)).build());
  }

  private static ClientSettings signedBy(String keys, SignatureAlgorithm algorithm) {
    return ClientSettings.builder()
        .jwkSetUrl(keys)
        .tokenEndpointAuthenticationSigningAlgorithm(algorithm)
        .build();
  }

  @Bean
  RegisteredClientRepository clients() {
    return clients;
  }

  @Bean
  OAuth2AuthorizationService tokens() {
    return tokens;
  }

  @Bean
  AuthorizationServerSettings server() {
    return AuthorizationServerSettings.builder().issuer(issuer).build();
  }

  /** Takes the token of the pipeline's job as the assertion of one client, and the usual assertions from the others. */
  private JwtClientAssertionDecoderFactory newDecoders() {
    var factory = new JwtClientAssertionDecoderFactory();
    factory.setJwtValidatorFactory(
        client ->
            client.getClientId().equals("federated")
                ? new DelegatingOAuth2TokenValidator<>(
                    new JwtTimestampValidator(),
                    new JwtClaimValidator<String>("iss", pipeline::equals),
                    new JwtClaimValidator<String>("sub", "job"::equals),
                    new JwtClaimValidator<List<String>>("aud", audience -> audience.contains(issuer)))
                : JwtClientAssertionDecoderFactory.DEFAULT_JWT_VALIDATOR_FACTORY.apply(client));
    return factory;
  }

  @Bean
  @Order(1)
  SecurityFilterChain endpoints(HttpSecurity http) throws Exception {
    http.oauth2AuthorizationServer(
            server -> {
              http.securityMatcher(server.getEndpointsMatcher());
              server.clientAuthentication(
                  authentication ->
                      authentication.authenticationProviders(
                          providers ->
                              providers.forEach(
                                  provider -> {
                                    if (provider instanceof JwtClientAssertionAuthenticationProvider assertions)
                                      assertions.setJwtDecoderFactory(client -> decoders.createDecoder(client));
                                  })));
            })
        .authorizeHttpRequests(requests -> requests.anyRequest().authenticated());
    return http.build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain administration(HttpSecurity http) throws Exception {
    return http.httpBasic(Customizer.withDefaults())
        .csrf(csrf -> csrf.disable())
        .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .build();
  }

  @PostMapping("/administration/end")
  void end(@RequestParam String token) {
    tokens.remove(tokens.findByToken(token, OAuth2TokenType.ACCESS_TOKEN));
  }

  @PostMapping("/administration/secret")
  void secret(@RequestParam String client, @RequestParam String value) {
    String secret = client.equals("secret-jwt") ? value : "{noop}" + value;
    clients.save(RegisteredClient.from(clients.findByClientId(client)).clientSecret(secret).build());
    // A decoder keeps the secret that it was made with, until the server starts anew.
    decoders = newDecoders();
  }

  /** Issues the token of a user: the server exchanges no token of a client. */
  @PostMapping("/administration/subject-token")
  Map<String, String> subjectToken() {
    Instant now = Instant.now();
    Set<String> scopes = Set.of("reports:read");
    String value = UUID.randomUUID().toString();
    var token =
        new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, value, now, now.plusSeconds(3600), scopes);
    tokens.save(
        OAuth2Authorization.withRegisteredClient(clients.findByClientId("exchange"))
            .principalName("someone")
            .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
            .authorizedScopes(scopes)
            .attribute(
                Principal.class.getName(),
                UsernamePasswordAuthenticationToken.authenticated("someone", null, List.of()))
            .token(token, data -> data.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, Map.of("sub", "someone")))
            .build());
    return Map.of("token", value);
  }
}
