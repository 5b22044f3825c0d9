import { expect, test } from './fixtures';
import { MADE_UP } from './places';
import { LISTS } from './steps';

const OPEN = ['Initializing', 'Pending', 'PendingMFA', 'GRANTING', 'Active', 'Approved', 'Granted', 'revoking', 'Hibernating <b>'];
const CLOSED = ['Expired', 'Rejected', 'REVOKED', 'Failed'];

/** Texts as people and machines write them. */
const TEXTS = [
  'prod-orders',
  '',
  '   ',
  '<b>bold</b>',
  '<img src=x onerror=alert(1)>',
  'a'.repeat(400),
  'two\nlines\tand a tab',
  '日本語のデータベース',
  'מסד נתונים',
  '👩‍💻 on call',
  '{{name}} ${name} %s',
  'javascript:alert(1)',
  '\u202Eright to left',
];

/** The same numbers for the same seed, evenly from 0 to 1 (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Requests of any shape that Apono's description allows: what may be missing is missing, null, or there. */
class Maker {
  private readonly next: () => number;

  constructor(seed: number) {
    this.next = numbers(seed);
  }

  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  one<T>(choices: T[]): T {
    return choices[this.below(choices.length)];
  }

  some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, make);
  }

  /** Only those fields that are there this time. */
  maybe(fields: Record<string, () => unknown>): object {
    const there = Object.entries(fields).flatMap(([name, make]) => {
      const draw = this.below(3);
      return draw === 0 ? [] : [[name, draw === 1 ? null : make()]];
    });
    return Object.fromEntries(there);
  }

  text = () => this.one(TEXTS);
  yes = () => this.below(2) === 1;
  icons = () => ({ png: '', svg: '' });
  instant = () => Date.now() / 1000 + (this.next() - 0.5) * this.one([60, 86_400, 86_400 * 400]);

  integration = () => ({
    id: `int-${this.below(5)}`,
    type: this.text(),
    type_display_name: this.text(),
    name: this.text(),
    icons: this.icons(),
  });

  resourceType = () => ({
    id: `type-${this.below(5)}`,
    name: this.text(),
    display_path: this.text(),
    allow_multiple_permissions: this.yes(),
    icons: this.icons(),
  });

  group = () => ({
    id: `group-${this.below(1_000_000)}`,
    integration: this.integration(),
    resource_types: this.some(3, this.resourceType),
    has_new_credentials: this.yes(),
    status: { status: this.one(['Success', 'Failure', 'Warning', 'Elsewhere']), ...this.maybe({ message: this.text }) },
    ...this.maybe({ total_resources: () => this.below(1_000), total_permissions: () => this.below(1_000) }),
  });

  approver = () => ({
    name: this.text(),
    type: this.one(['User', 'Group', 'Shift', 'Manager', 'Owner', 'Council']),
    status: this.one(['Approved', 'Rejected', 'Pending', 'Asleep']),
    metadata: {},
    ...this.maybe({ tier: () => this.below(4), tier_escalated_at: this.instant }),
  });

  user = () => ({
    id: 'usr-dana-levi',
    name: this.text(),
    email: this.text(),
    ...this.maybe({ photo: () => '' }),
  });

  unit = () => ({
    id: `unit-${this.below(1_000_000)}`,
    resource: {
      id: `res-${this.below(1_000_000)}`,
      source_id: this.text(),
      name: this.text(),
      path: this.text(),
      type: this.resourceType(),
      integration: this.integration(),
    },
    permission: { id: `per-${this.below(9)}`, name: this.text() },
    ...this.maybe({ status: () => ({ status: this.text(), ...this.maybe({ message: this.text }) }) }),
  });

  request = (place: number) => ({
    id: `AR-7${String(place).padStart(4, '0')}`,
    requestor: this.user(),
    creation_time: this.instant(),
    status: {
      status: this.one([...OPEN, ...CLOSED]),
      metadata: this.yes() ? {} : { [this.text()]: this.text() },
      ...this.maybe({ description: this.text }),
    },
    access_groups: this.some(3, this.group),
    extension_count: this.below(4),
    extend_options: {
      can_extend: this.yes(),
      extension_availability: this.text(),
      extend_duration_in_sec: this.below(100_000),
      remaining_extensions: this.below(3),
    },
    ...this.maybe({
      grantee: () => ({ id: 'grantee', source_id: this.text(), display_name: this.text(), type: this.one(['user', 'robot']) }),
      revocation_time: this.instant,
      justification: this.text,
      bundle: () => ({ id: 'bundle', name: this.text(), labels: {} }),
      challenge: () => ({ logical_relation: this.one(['AnyOf', 'AllOf', 'Most']), approvers: this.some(4, this.approver) }),
      duration_in_sec: () => this.below(1_000_000),
      custom_fields: () => ({ [this.text()]: this.text() }),
      require_approver_reason: this.yes,
      favorite: this.yes,
      access_units_summary: () => this.some(3, () => ({ resource_name: this.text(), permission_name: this.text() })),
      distinct_resource_names: () => this.some(3, this.text),
    }),
    a_field_of_tomorrow: { deep: [this.text()] },
  });
}

for (const seed of [1, 2, 3]) {
  test(`requests of every shape that the API allows are on their list and open, whatever is missing in them, world ${seed} [done-when 2]`, async ({
    page,
  }) => {
    const make = new Maker(seed);
    const requests = Array.from({ length: 60 }, (_, place) => make.request(place));
    const units = Array.from({ length: 5 }, () => make.unit());
    const page_of = <T>(data: T[]) => ({ data, pagination: { offset: 0, limit: 100 } });
    await page.route(LISTS, (route) => route.fulfill({ json: page_of(requests), headers: MADE_UP }));
    await page.route(/\/access-requests\/AR-7\d+$/, (route) => {
      const id = new URL(route.request().url()).pathname.split('/').pop();
      return route.fulfill({ json: requests.find((request) => request.id === id), headers: MADE_UP });
    });
    await page.route(/\/access-requests\/access_units\?/, (route) => {
      const ids = new URL(route.request().url()).searchParams.getAll('request_id');
      return route.fulfill({ json: ids.map((id) => ({ id, access_units: units })), headers: MADE_UP });
    });
    await page.route(/\/access-groups\/[^/]+\/units/, (route) => route.fulfill({ json: page_of(units), headers: MADE_UP }));

    const closed = requests.filter(({ status }) => CLOSED.includes(status.status));
    const open = requests.filter((request) => !closed.includes(request));
    for (const [address, list] of [
      ['/requests/open', open],
      ['/requests/closed', closed],
    ] as const) {
      await page.goto(address);
      await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', String(list.length + 1));
      for (const id of (await page.getByRole('rowheader').allInnerTexts()).slice(0, 5)) {
        await page.getByRole('link', { name: id, exact: true }).click();
        await expect(page.getByRole('complementary').getByRole('heading', { level: 2 })).toHaveText(id);
        await page.getByRole('complementary').getByRole('button', { name: 'Close' }).click();
        await expect(page.getByRole('complementary')).toBeHidden();
      }
      await expect(page.locator('main b, main img[src=x]')).toHaveCount(0);
    }
  });
}
