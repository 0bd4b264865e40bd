//! The client's imports from JavaScript: its driver, `driver.js`, bundled with the files of `pkg-template/` that it
//! uses.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::Request;

#[cfg_attr(feature = "modules", wasm_bindgen(module = "/src/client/bundled.js"))]
#[cfg_attr(not(feature = "modules"), wasm_bindgen(js_namespace = tokenwardDriver))]
extern "C" {
    /// Does the engine's effects on the host.
    #[derive(Debug)]
    pub type ClientDriver;
    /// `make` makes the engine of its settings.
    #[wasm_bindgen(constructor, catch)]
    pub fn new(options: &Object, make: &JsValue) -> Result<ClientDriver, JsValue>;
    #[wasm_bindgen(method, getter, js_name = loop)]
    pub fn engine(this: &ClientDriver) -> ClientLoop;
    #[wasm_bindgen(method, getter)]
    pub fn functions(this: &ClientDriver) -> FunctionTable;
    /// `make` makes the desk.
    #[wasm_bindgen(method, js_name = startLogins)]
    pub fn start_logins(this: &ClientDriver, make: &JsValue) -> LoginDriver;
    #[wasm_bindgen(method, catch)]
    pub fn popup(
        this: &ClientDriver,
        mode: &str,
        provider: Option<&str>,
        given: &JsValue,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = handleCallback)]
    pub fn handle_callback(this: &ClientDriver, url: Option<&str>, finish: &JsValue) -> Promise;
    #[wasm_bindgen(method)]
    pub fn close(this: &ClientDriver);
    #[wasm_bindgen(method)]
    pub fn fetch(this: &ClientDriver, request: &Request, provider: Option<&str>) -> Promise;
    #[wasm_bindgen(method)]
    pub fn open(this: &ClientDriver, storage: &JsValue) -> String;
    #[wasm_bindgen(method)]
    pub fn keep(this: &ClientDriver, storages: Vec<u32>);
    #[wasm_bindgen(method, js_name = makeProof)]
    pub fn proof(
        this: &ClientDriver,
        key: &str,
        method: &str,
        htu: &str,
        iat: f64,
        nonce: Option<&str>,
        token: &str,
    ) -> Promise;

    /// Checks tokens by a verifier's machine.
    #[derive(Clone, Debug)]
    pub type ClientVerifier;
    /// `source` is the storage key of the key set.
    #[wasm_bindgen(constructor, catch)]
    pub fn new(
        core: &Object,
        fetch: &JsValue,
        storage: &JsValue,
        source: &str,
    ) -> Result<ClientVerifier, JsValue>;
    #[wasm_bindgen(method)]
    pub fn check(this: &ClientVerifier, token: &str) -> Promise;

    /// Drives one core.
    #[derive(Debug)]
    pub type ClientLoop;
    #[wasm_bindgen(method, getter)]
    pub fn causes(this: &ClientLoop) -> Causes;
    #[wasm_bindgen(method)]
    pub fn drive(this: &ClientLoop);

    /// Drives the desk.
    #[derive(Debug)]
    pub type LoginDriver;
    #[wasm_bindgen(method, getter, js_name = loop)]
    pub fn desk(this: &LoginDriver) -> ClientLoop;
    /// The number of a login's window; `undefined` means a hidden frame.
    #[wasm_bindgen(method)]
    pub fn watch(this: &LoginDriver, popup: &JsValue) -> u32;

    /// The functions of a manager's providers, by numbers.
    #[derive(Clone, Debug)]
    pub type FunctionTable;
    #[wasm_bindgen(method)]
    pub fn add(this: &FunctionTable, functions: &Object) -> u32;
    #[wasm_bindgen(method)]
    pub fn get(this: &FunctionTable, number: u32) -> JsValue;
    #[wasm_bindgen(method)]
    pub fn forget(this: &FunctionTable, number: u32);

    /// The thrown values, by numbers.
    #[derive(Debug)]
    pub type Causes;
    #[wasm_bindgen(method)]
    pub fn get(this: &Causes, number: u32) -> JsValue;

    #[wasm_bindgen(js_name = errorOf)]
    pub fn error_of(text: &str, cause: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = textOfError)]
    pub fn text_of_error(thrown: &JsValue) -> Option<String>;
    pub fn leave(url: &str);
    #[wasm_bindgen(js_name = monotonicMs)]
    pub fn monotonic_ms() -> f64;
    #[wasm_bindgen(js_name = kvStorage, catch)]
    pub fn kv_storage(namespace: &JsValue, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = durableObjectStorage, catch)]
    pub fn durable_object_storage(storage: &JsValue) -> Result<JsValue, JsValue>;
}

/// Adds a member to a plain new object. Such an object accepts every member.
pub fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}
