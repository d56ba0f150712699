select id, visited_at, page, '{{ model.batch.id if model.batch else "none" }}' as batch_id from {{ ref('stg_visit') }}
