//! The configuration of a login provider.

use crate::core::secret::Secret;

/// A login endpoint that is no OAuth server, and the user for its login.
#[derive(Clone, Debug)]
pub struct LoginConfig {
    /// The URLs to try, in order.
    pub urls: Vec<String>,
    /// True if the [`PROBED_PATHS`](super::search::PROBED_PATHS) on the origins of `urls` are tried after them.
    pub probe: bool,
    /// The user's e-mail address.
    pub email: Option<String>,
    /// The user's name.
    pub username: Option<String>,
    /// The user's password.
    pub password: Secret,
    /// The client, for the OAuth formats.
    pub client_id: Option<String>,
    /// The client's secret, for the OAuth formats.
    pub client_secret: Option<Secret>,
    /// Space-separated scopes, for the OAuth formats; empty means: not sent.
    pub scope: String,
    /// The formats to try, in order; empty means: all whose fields are configured.
    pub formats: Vec<LoginFormat>,
    /// The fields of the response that may contain the token; empty means [`TOKEN_FIELDS`].
    pub token_fields: Vec<String>,
}

/// The fields that may contain the token by default.
pub const TOKEN_FIELDS: [&str; 6] = [
    "access_token",
    "access",
    "token",
    "auth_token",
    "jwt",
    "accessToken",
];

/// The form of the credentials in a login request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LoginFormat {
    /// A JSON object with `email` and `password`.
    JsonEmail,
    /// A JSON object with `username` and `password`.
    JsonUsername,
    /// A form with `username` and `password`.
    Form,
    /// The form of RFC 6749 §4.3.2.
    OAuthPassword,
    /// The form of RFC 6749 §4.4.2, with the client's credentials in it (§2.3.1).
    OAuthClientCredentials,
}

impl LoginFormat {
    /// All of them, in the order in which they are tried.
    pub const ALL: [Self; 5] = [
        Self::JsonEmail,
        Self::JsonUsername,
        Self::Form,
        Self::OAuthPassword,
        Self::OAuthClientCredentials,
    ];

    /// The format's public name, for example `json_email`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::JsonEmail => "json_email",
            Self::JsonUsername => "json_username",
            Self::Form => "form",
            Self::OAuthPassword => "oauth_password",
            Self::OAuthClientCredentials => "oauth_client_credentials",
        }
    }
}

impl LoginConfig {
    /// The value for a field `username`: the user name, else the e-mail address.
    #[must_use]
    pub fn user(&self) -> &str {
        self.username
            .as_deref()
            .or(self.email.as_deref())
            .unwrap_or("")
    }

    /// True if every field of a format is configured.
    #[must_use]
    pub fn has_fields_of(&self, format: LoginFormat) -> bool {
        match format {
            LoginFormat::JsonEmail => self.email.is_some(),
            LoginFormat::JsonUsername | LoginFormat::Form | LoginFormat::OAuthPassword => {
                !self.user().is_empty()
            }
            LoginFormat::OAuthClientCredentials => {
                self.client_id.is_some() && self.client_secret.is_some()
            }
        }
    }

    /// The formats to try, with the default filled in.
    #[must_use]
    pub fn formats(&self) -> Vec<LoginFormat> {
        if self.formats.is_empty() {
            let mut formats = LoginFormat::ALL.to_vec();
            formats.retain(|format| self.has_fields_of(*format));
            formats
        } else {
            self.formats.clone()
        }
    }
}
