#include "contract.h"

namespace beckon_node {

Napi::String to_js(Napi::Env env, beckon_str text) {
  return Napi::String::New(env, text.size == 0 ? "" : text.data, text.size);
}

std::string to_text(const Napi::Value& value) {
  if (value.IsString()) return value.As<Napi::String>().Utf8Value();
  if (value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == napi_uint8_array) {
    const auto bytes = value.As<Napi::Uint8Array>();
    return {reinterpret_cast<const char*>(bytes.Data()), bytes.ByteLength()};
  }
  throw Napi::TypeError::New(value.Env(), "expected a string or a Uint8Array");
}

Napi::Error failure(Napi::Env env, beckon_status status, const beckon_error* error) {
  const beckon_status code = error == nullptr ? status : beckon_error_code(error);
  const beckon_str name = beckon_status_name(code);
  const beckon_str message = beckon_error_message(error);
  const Napi::Error made =
      Napi::Error::New(env, to_js(env, message.size == 0 ? name : message).Utf8Value());
  Napi::Object object = made.Value();
  object.Set("code", to_js(env, name));
  object.Set("pointer", to_js(env, beckon_error_pointer(error)));
  object.Set("hint", to_js(env, beckon_error_hint(error)));
  object.Set("retryable", Napi::Boolean::New(env, beckon_status_is_retryable(code) != 0));
  object.Set("json", to_js(env, beckon_error_json(error)));
  return made;
}

} // namespace beckon_node
