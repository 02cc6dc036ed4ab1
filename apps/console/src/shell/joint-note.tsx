import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { JOINT, jointQuery } from '../api/work-joint.ts';
import { useTopicLive } from '../data/live-topic.ts';
import { useJointText } from '../texts/joint.ts';

/** On every page of a head of government, while extensions wait for them. */
export function JointNote() {
  const t = useJointText();
  useTopicLive('cases', JOINT);
  const { data } = useQuery(jointQuery);
  return (
    <span role="status">
      {data?.total ? (
        <Link to="/work" search={{ view: 'joint' }} className="mentions-note">
          {t('note', { count: data.total })}
        </Link>
      ) : null}
    </span>
  );
}
