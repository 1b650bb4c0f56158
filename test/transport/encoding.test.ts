import { jsonIn } from "../../provider/transport/encoding";

test.each([
  ['{"id":1}', { json: { id: 1 } }],
  ['[{"id":1}]', { json: undefined, jsonArray: [{ id: 1 }] }],
  ["[]", { json: undefined, jsonArray: [] }],
  ['"text"', { json: undefined }],
  ["null", { json: undefined }],
  ["<html>", { json: undefined }],
  ["", { json: undefined }],
])("of the body %s an object is json, and an array jsonArray", (text, parsed) => {
  expect(jsonIn(text)).toEqual(parsed);
});
