import { Badge, type BadgeProps, Tooltip } from '@fluentui/react-components';
import {
  CheckmarkCircle16Regular,
  Clock16Regular,
  DismissCircle16Regular,
  History16Regular,
  Hourglass16Regular,
  Prohibited16Regular,
  Question16Regular,
  Shield16Regular,
  SpinnerIos16Regular,
  Warning16Regular,
} from '@fluentui/react-icons';
import { memo } from 'react';

const LOOKS: Record<string, Pick<BadgeProps, 'color' | 'icon'>> = {
  'Pending (being evaluated)': { color: 'subtle', icon: <Hourglass16Regular /> },
  'Pending Approval': { color: 'informative', icon: <Clock16Regular /> },
  'Pending MFA': { color: 'warning', icon: <Shield16Regular /> },
  Granting: { color: 'brand', icon: <SpinnerIos16Regular /> },
  Revoking: { color: 'brand', icon: <SpinnerIos16Regular /> },
  Granted: { color: 'success', icon: <CheckmarkCircle16Regular /> },
  Rejected: { color: 'danger', icon: <DismissCircle16Regular /> },
  Failed: { color: 'danger', icon: <Warning16Regular /> },
  Expired: { color: 'subtle', icon: <History16Regular /> },
  Revoked: { color: 'subtle', icon: <Prohibited16Regular /> },
};

const UNKNOWN: Pick<BadgeProps, 'color' | 'icon'> = { color: 'subtle', icon: <Question16Regular /> };

/** The status in a word; its reason shows under the pointer and for the keyboard. */
export const StatusBadge = memo(function StatusBadge({ status, reason }: { status: string; reason?: string }) {
  const badge = (
    <Badge appearance="tint" size="large" {...(LOOKS[status] ?? UNKNOWN)} {...(reason && { role: 'button', tabIndex: 0 })}>
      {status}
    </Badge>
  );
  return reason ? (
    <Tooltip content={reason} relationship="description" withArrow>
      {badge}
    </Tooltip>
  ) : (
    badge
  );
});
