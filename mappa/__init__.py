"""Multi-agency public protection arrangements: referrals, meetings, minutes, actions."""
