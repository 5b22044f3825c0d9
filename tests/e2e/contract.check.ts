import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { Ajv, type ValidateFunction } from 'ajv';
import { CALLS, DOCUMENT } from './places';
import type { Call } from './watch';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Schema = { [key: string]: Json };

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: Schema;
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

/** Turns the schemas of OpenAPI 3.0 into JSON Schema: `nullable` becomes a type, and what is not named is not allowed. */
function strict(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(strict);
  if (schema === null || typeof schema !== 'object') return schema;
  const { nullable, ...rest } = schema;
  const plain = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, strict(value)]));
  if (plain.type === 'object' && plain.properties && plain.additionalProperties === undefined) {
    plain.additionalProperties = false;
  }
  return nullable ? { anyOf: [{ type: 'null' }, plain] } : plain;
}

class Document {
  private readonly ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, coerceTypes: false });
  private readonly parameters = new Ajv({ strict: false, validateFormats: false, coerceTypes: 'array' });
  private readonly known = new Map<Schema, ValidateFunction>();
  private readonly routes: { path: RegExp; template: string; operations: Record<string, Operation> }[];
  private readonly components: Json;

  constructor(text: string) {
    const document = JSON.parse(text);
    this.components = strict(document.components);
    this.routes = Object.entries<Record<string, Operation>>(document.paths)
      .map(([template, operations]) => {
        return { path: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`), template, operations };
      })
      // An exact path goes before one with a parameter.
      .sort((a, b) => a.template.split('{').length - b.template.split('{').length);
  }

  find({ method, path }: Call): { name: string; operation: Operation } | undefined {
    const route = this.routes.find((route) => route.path.test(path) && route.operations[method.toLowerCase()]);
    return route && { name: `${method} ${route.template}`, operation: route.operations[method.toLowerCase()] };
  }

  objections(call: Call, operation: Operation): string[] {
    const found = this.toQuery(call, operation.parameters ?? []);
    const wanted = operation.requestBody?.content['application/json']?.schema;
    if (call.sent !== undefined && wanted) found.push(...this.toBody('sent', wanted, call.sent));
    if (call.sent !== undefined && !wanted) found.push('sent a body where none belongs');
    if (call.sent === undefined && operation.requestBody?.required) found.push('sent no body');
    const promised = operation.responses[call.status]?.content?.['application/json']?.schema;
    if (call.status < 300 && !promised) found.push(`answered ${call.status}, which is not promised`);
    if (call.status < 300 && promised && call.answered !== undefined) {
      found.push(...this.toBody('answered', promised, call.answered));
    }
    return found;
  }

  private toQuery(call: Call, parameters: Parameter[]): string[] {
    const allowed = parameters.filter((parameter) => parameter.in === 'query');
    const unknown = call.query.filter(([name]) => !allowed.some((parameter) => parameter.name === name));
    const found = unknown.map(([name]) => `asked with the unknown parameter ${name}`);
    for (const { name, required, schema } of allowed) {
      const values = call.query.filter(([key]) => key === name).map(([, value]) => value);
      if (values.length === 0) {
        if (required) found.push(`asked without ${name}`);
        continue;
      }
      if (!schema) continue;
      const value = schema.type === 'array' ? values : values.length === 1 ? values[0] : values;
      const validate = this.validator(this.parameters, schema);
      if (!validate({ value })) found.push(`asked with ${name}=${values.join()}: ${this.parameters.errorsText(validate.errors)}`);
    }
    return found;
  }

  private toBody(what: string, schema: Schema, text: string): string[] {
    const validate = this.validator(this.ajv, schema);
    if (validate({ value: JSON.parse(text) })) return [];
    const errors = validate.errors ?? [];
    return errors.map(({ instancePath, message, params }) => `${what} ${instancePath} ${message} ${JSON.stringify(params)}`);
  }

  private validator(ajv: Ajv, schema: Schema): ValidateFunction {
    const known = this.known.get(schema);
    if (known) return known;
    // `#/components/…` is looked up from the root of what is compiled.
    const validate = ajv.compile({ components: this.components, properties: { value: strict(schema) } } as object);
    this.known.set(schema, validate);
    return validate;
  }
}

test("every call of the tab and every answer of the demo is as Apono's own document says [design 7]", () => {
  const document = new Document(readFileSync(DOCUMENT ?? '', 'utf8'));
  const lines = readdirSync(CALLS).flatMap((file) => readFileSync(`${CALLS}/${file}`, 'utf8').trim().split('\n'));
  const operations = new Map<string, number>();
  const objections = new Map<string, string>();
  for (const line of lines) {
    const call: Call = JSON.parse(line);
    const known = document.find(call);
    if (!known) {
      objections.set(`${call.method} ${call.path} is no operation`, call.test);
      continue;
    }
    operations.set(known.name, (operations.get(known.name) ?? 0) + 1);
    for (const objection of document.objections(call, known.operation)) {
      objections.set(`${known.name} ${objection}`.replace(/\/\d+/g, '/…'), call.test);
    }
  }
  console.log(`${lines.length} calls to ${operations.size} operations were checked against Apono's own document.`);
  expect(Object.fromEntries(objections)).toEqual({});
  expect([...operations.keys()]).toContain('GET /api/client/v1/access-sessions/{id}/access-details');
});
