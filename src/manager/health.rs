//! How well the manager serves its callers: what is known anyway, put together.

use super::inner::Inner;
use crate::core::health::{self, HealthReport, StorageHealth};

impl Inner {
    pub(super) fn health(&self) -> HealthReport {
        let at = self.moment();
        let storage = self.storage_health();
        let state = self.state.borrow();
        let keys = state.registry.named();
        let credentials: Vec<_> = (keys.iter())
            .filter_map(|key| Some(&state.registry.get(*key)?.credential))
            .collect();
        let each = credentials.iter();
        HealthReport {
            status: health::of_manager(
                each.clone().map(|c| health::of_provider(c.health(at.now))),
                storage.ok,
            ),
            background_refresh: self.background(),
            storage,
            providers: each.map(|credential| credential.info(at)).collect(),
        }
    }

    fn storage_health(&self) -> StorageHealth {
        if let Some(storage) = self.storages.current() {
            let opened = self.stores.get(storage.id);
            return StorageHealth {
                kind: opened.map_or_else(String::new, |opened| opened.kind()),
                ok: storage.health(|health| health.is_whole()),
                encrypted: storage.facts.encrypts,
                last_error: storage
                    .health(|health| health.last_error())
                    .map(str::to_owned),
            };
        }
        let missing = self.storage_missing.borrow();
        StorageHealth {
            kind: missing
                .as_ref()
                .map_or("memory", |missing| missing.kind)
                .into(),
            ok: missing.is_none(),
            encrypted: false,
            last_error: missing
                .as_ref()
                .map(|missing| missing.error.message.to_string()),
        }
    }
}
