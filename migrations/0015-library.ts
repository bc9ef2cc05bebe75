import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // How a text is made comparable: no accents, lower case, a-z and 0-9 only. normalize() is PostgreSQL's own,
  // so this needs no extension; library/rules.ts does the same to what people type, and a test compares the two.
  await sql`
    create function library_fold(words text) returns text language sql immutable parallel safe as $$
      select regexp_replace(lower(replace(regexp_replace(
        normalize(coalesce(words, ''), nfkd), '[\\u0300-\\u036f''’]', '', 'g'), '&', ' and ')), '[^a-z0-9]+', ' ', 'g')
    $$`.execute(db)
  await sql`
    alter table broadcasts
      -- The last day on which it is true, YYYY-MM-DD; null while nobody has said.
      add column last_day text generated always as
        (least(content ->> 'until', content ->> 'date', content ->> 'closes')) stored,
      -- A: title and reference. B: what it says. C: who says so and where. The kind and the specialties as they are.
      add column search tsvector not null generated always as (
        setweight(to_tsvector('simple'::regconfig, library_fold(
          (content ->> 'title') || ' ' || coalesce(content ->> 'reference', ''))), 'A')
        || setweight(to_tsvector('simple'::regconfig, library_fold(
          (content ->> 'summary') || ' ' || coalesce(content ->> 'actions', '') || ' '
          || coalesce(content ->> 'agenda', ''))), 'B')
        || setweight(to_tsvector('simple'::regconfig, library_fold(
          coalesce(content ->> 'sourceName', '') || ' ' || coalesce(content ->> 'contact', '') || ' '
          || coalesce(content ->> 'place', '') || ' ' || coalesce(content ->> 'sessions', '') || ' '
          || coalesce(content ->> 'eligibility', ''))), 'C')
        || array_to_tsvector(array_remove(specialties, '') || ('kind:' || kind))) stored`.execute(
    db,
  )
  await sql`
    alter table organisations add column name_words tsvector not null generated always as
      (to_tsvector('simple'::regconfig, library_fold(name))) stored`.execute(db)
  await sql`create index organisations_name_words on organisations using gin (name_words)`.execute(
    db,
  )
  await sql`create index broadcasts_search on broadcasts using gin (search) where state in ('sending', 'sent')`.execute(
    db,
  )
  // Every word of the library once: what was typed is compared with these, and not with each message.
  await sql`create table library_words (word text collate "C" primary key)`.execute(db)
  // For words typed with a slip, which are never ones with figures in them.
  await sql`
    create index library_words_letters on library_words (left(word, 1), length(word)) where word !~ '[0-9]'`.execute(
    db,
  )
  await sql`
    insert into library_words (word)
    select distinct word from broadcasts, unnest(tsvector_to_array(search)) as word
    where started_at is not null and word ~ '^[a-z0-9]+$'`.execute(db)
  // Some servers have no contrib, or do not let us create it. Then the search still works: a word that is wrong in
  // its first letter is not found, and parts of words are looked for more slowly. See docs/operating.md.
  await sql`
    do $$ begin
      create extension if not exists pg_trgm;
      create index library_words_parts on library_words using gin (word gin_trgm_ops);
    exception
      when insufficient_privilege or undefined_file or feature_not_supported or undefined_object then null;
    end $$`.execute(db)
  await sql`
    alter table people
      -- When somebody who is away is back; null or past for somebody who is here.
      add column away_until timestamptz,
      add column caught_up_at timestamptz`.execute(db)
}
