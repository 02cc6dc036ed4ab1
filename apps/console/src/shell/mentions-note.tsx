import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { MENTIONS, unseenQuery } from '../api/work-comments.ts';
import { useTopicLive } from '../data/live-topic.ts';
import { useCommentsText } from '../texts/comments.ts';

/** On every page, while remarks name the officer that they have not looked at. */
export function MentionsNote() {
  const t = useCommentsText();
  useTopicLive('case-comments', MENTIONS);
  const { data } = useQuery(unseenQuery);
  return (
    <span role="status">
      {data && data.unseen > 0 ? (
        <Link to="/work" search={{ view: 'mentions' }} className="mentions-note">
          {t('mentionsNote', { count: data.unseen })}
        </Link>
      ) : null}
    </span>
  );
}
